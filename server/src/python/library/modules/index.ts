/** Python's standard library and its neighbours, by dotted name. */
import type { Builtins } from '../builtins';
import { math } from './math';
import type { ModuleFactory, ModuleFamily } from './names';

const FAMILIES: readonly ModuleFamily[] = [math];

export function moduleFactories(builtins: Builtins): ReadonlyMap<string, ModuleFactory> {
  return new Map(FAMILIES.flatMap((family) => Object.entries(family(builtins))));
}
