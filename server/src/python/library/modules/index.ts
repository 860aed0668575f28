/** Python's standard library and its neighbours, by dotted name. */
import type { Builtins } from '../builtins';
import { abstract } from './abstract';
import { argparse } from './argparse';
import { ast } from './ast';
import { collections } from './collections';
import { contextlib } from './contextlib';
import { copy } from './copy';
import { dataclasses } from './dataclasses';
import { enumModule } from './enum';
import { functools } from './functools';
import { introspection } from './introspection';
import { itertools } from './itertools';
import { json } from './json';
import { math } from './math';
import { type ModuleFactory, type ModuleFamily, moduleNames } from './names';
import { numpy } from './numpy';
import { operator } from './operator';
import { paths } from './paths';
import { re } from './re';
import { runtime } from './runtime';
import { system } from './system';
import { types } from './types';
import { typing } from './typing';
import { yaml } from './yaml';

const builtins: ModuleFamily = ({ names }) => ({ builtins: () => moduleNames('builtins', names) });

const FAMILIES: readonly ModuleFamily[] = [
  runtime,
  builtins,
  abstract,
  argparse,
  ast,
  collections,
  contextlib,
  copy,
  dataclasses,
  enumModule,
  functools,
  introspection,
  itertools,
  json,
  math,
  numpy,
  operator,
  paths,
  re,
  system,
  types,
  typing,
  yaml,
];

export function moduleFactories(known: Builtins): ReadonlyMap<string, ModuleFactory> {
  return new Map(FAMILIES.flatMap((family) => Object.entries(family(known))));
}
