/** Python's standard library and its neighbours, by dotted name. */
import type { Builtins } from '../builtins';
import { abstract } from './abstract';
import { collections } from './collections';
import { contextlib } from './contextlib';
import { copy } from './copy';
import { dataclasses } from './dataclasses';
import { enumModule } from './enum';
import { functools } from './functools';
import { itertools } from './itertools';
import { math } from './math';
import { type ModuleFactory, type ModuleFamily, moduleNames } from './names';
import { operator } from './operator';
import { types } from './types';
import { typing } from './typing';

const builtins: ModuleFamily = ({ names }) => ({ builtins: () => moduleNames('builtins', names) });

const FAMILIES: readonly ModuleFamily[] = [
  builtins, abstract, collections, contextlib, copy, dataclasses, enumModule, functools, itertools, math, operator, types, typing,
];

export function moduleFactories(known: Builtins): ReadonlyMap<string, ModuleFactory> {
  return new Map(FAMILIES.flatMap((family) => Object.entries(family(known))));
}
