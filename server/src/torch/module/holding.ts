/** What containers share: their modules in order, indices, renumbering, pairs of a mapping. */
import {
  dict,
  type InstanceValue,
  type Interpreter,
  int,
  isSubclass,
  known,
  NotKnown,
  type SliceValue,
  str,
  stretchOf,
  take,
  toInt,
  type UnknownValue,
  type Value,
} from '../../python';
import type { OpContext } from '../declare';
import { addModule } from './attributes';
import { entriesOf, gapOf, isModule, slotOf } from './instance';

export const modulesIn = (self: InstanceValue): Value[] => entriesOf(self, '_modules').map(([, module]) => module);

/** Why there may be more in it than is known. */
export const restOf = (self: InstanceValue): UnknownValue | undefined => slotOf(self, '_modules')?.rest;

/** All of them, known to be all. */
export function allModules(self: InstanceValue): [string, Value][] {
  const rest = restOf(self) ?? (slotOf(self, '_modules') ? undefined : gapOf(self));
  if (rest) throw new NotKnown(rest);
  return entriesOf(self, '_modules');
}

export const sizeOf = (self: InstanceValue): Value => restOf(self) ?? int(entriesOf(self, '_modules').length);

/** An index into `size` things; not known or out of range ends the native. */
export function position(index: Value, size: number, c: OpContext): number {
  const dim = toInt(known(index));
  if (dim === undefined)
    return c.interpreter.raise(
      'TypeError',
      `'${kindName(index, c.interpreter)}' object cannot be interpreted as an integer`,
    );
  if (typeof dim !== 'number') return c.unknown('undecided', 'an index is not a known number');
  if (dim < -size || dim >= size) {
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: `index ${dim} is out of range`,
      why: `There ${size === 1 ? 'is 1 module' : `are ${size} modules`} in it.`,
    });
  }
  return dim < 0 ? dim + size : dim;
}

const kindName = (value: Value, interpreter: Interpreter): string => {
  const cls = interpreter.typeOf(value);
  return cls.kind === 'class' ? cls.name : 'object';
};

/** Of `things`, those that a slice takes. */
export function sliced<T>(things: readonly T[], slice: SliceValue, c: OpContext): T[] {
  const stretch = stretchOf(slice, things.length);
  if (typeof stretch === 'string')
    return c.interpreter.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
  if ('kind' in stretch) throw new NotKnown(stretch);
  return take(things, stretch);
}

/** Appends under the next number. What is not known leaves the container open-ended. */
export function appendModule(self: InstanceValue, module: Value, interpreter: Interpreter): void {
  addModule(self, String(entriesOf(self, '_modules').length), module, interpreter);
}

export function extendModules(self: InstanceValue, modules: Value, interpreter: Interpreter): void {
  if (modules.kind === 'unknown') {
    leaveOpen(self, modules, interpreter);
    return;
  }
  const { items, rest } = interpreter.iterate(modules);
  for (const module of [...items]) appendModule(self, module, interpreter);
  if (rest) leaveOpen(self, rest, interpreter);
}

export function leaveOpen(self: InstanceValue, rest: UnknownValue, interpreter: Interpreter): void {
  const target = slotOf(self, '_modules');
  if (!target) return;
  interpreter.touch(target);
  target.rest ??= rest;
}

/** Puts these modules in, numbered from 0, in place of what was there. */
export function renumber(self: InstanceValue, modules: readonly Value[], interpreter: Interpreter): void {
  const target = slotOf(self, '_modules');
  if (!target) return;
  interpreter.touch(target);
  target.entries = dict(modules.map((module, i) => [String(i), module] as const)).entries;
}

export function insertModule(self: InstanceValue, index: number, module: Value, interpreter: Interpreter): void {
  renumber(self, modulesIn(self).toSpliced(index, 0, module), interpreter);
}

/** `m[i]`, `m[a:b]`; `make` builds the slice's container. */
export function itemAt(
  self: InstanceValue,
  index: Value,
  c: OpContext,
  make: (entries: readonly (readonly [string, Value])[]) => Value,
): Value {
  if (index.kind === 'unknown') throw new NotKnown(index);
  const entries = allModules(self);
  if (index.kind === 'slice') return make(sliced(entries, index, c));
  return entries[position(index, entries.length, c)]?.[1] ?? c.unknown('undecided', 'an index is not known');
}

export function replaceAt(self: InstanceValue, index: Value, module: Value, c: OpContext): void {
  const entries = allModules(self);
  const name = entries[position(index, entries.length, c)]?.[0];
  if (name !== undefined) c.interpreter.setAttribute(self, name, module);
}

export function deleteAt(self: InstanceValue, index: Value, c: OpContext): void {
  const modules = allModules(self).map(([, module]) => module);
  const gone = new Set(
    index.kind === 'slice' ? sliced([...modules.keys()], index, c) : [position(index, modules.length, c)],
  );
  renumber(
    self,
    modules.filter((_, i) => !gone.has(i)),
    c.interpreter,
  );
}

/** `(key, value)` pairs of a dict, of a container with `items()`, or of a list of pairs. */
export function mappingPairs(
  value: Value,
  what: string,
  c: OpContext,
): { readonly pairs: [Value, Value][]; readonly rest: UnknownValue | undefined } {
  if (value.kind === 'unknown') return { pairs: [], rest: value };
  if (value.kind === 'dict')
    return { pairs: [...value.entries.values()].map((e) => [e.key, e.value]), rest: value.rest };
  const source =
    value.kind === 'instance' && isModule(value)
      ? c.interpreter.call(c.interpreter.getAttribute(value, 'items'), [])
      : value;
  if (source.kind !== 'list' && source.kind !== 'tuple' && source.kind !== 'iterator' && source.kind !== 'instance') {
    return c.interpreter.raise(
      'TypeError',
      `${what} should be called with an iterable of key/value pairs, but got ${kindName(value, c.interpreter)}`,
    );
  }
  const { items, rest } = c.interpreter.iterate(source);
  const pairs = items.map((item): [Value, Value] => {
    const [key, entry] = c.interpreter.iterate(known(item)).items;
    return key && entry ? [key, entry] : c.unknown('undecided', 'a pair is not known');
  });
  return { pairs, rest };
}

export const isOrdered = (value: Value): boolean =>
  value.kind === 'dict' && (value.cls?.mro.some((cls) => cls.name === 'OrderedDict') ?? false);
export const isInstanceOf = (value: Value, native: string): value is InstanceValue =>
  value.kind === 'instance' && value.cls.mro.some((cls) => cls.native === native && isSubclass(value.cls, cls));
export const names = (entries: readonly (readonly [string, Value])[]): Value[] => entries.map(([name]) => str(name));
