/** What the library's families share: tables of natives, native classes, iterators, payloads. */
import { defineClass } from '../classes';
import type { Interpreter } from '../interpreter';
import { type Arguments, type NativeFunction, native } from '../native';
import { NotKnown, RaiseSignal } from '../signals';
import type { ClassValue, FloatValue, IteratorValue, PropertyValue, UnknownValue, Value } from '../values';

export type Run = (args: Arguments, interpreter: Interpreter) => Value;
/** `name: [signature, what it does]`. */
export type Table = Readonly<Record<string, readonly [signature: string, run: Run]>>;

export function natives(table: Table, options: { readonly binds?: boolean } = {}): Map<string, Value> {
  return new Map(
    Object.entries(table).map(([name, [signature, run]]) => [name, native(name, signature, run, options)] as const),
  );
}

/** A read-only attribute that is computed. */
export function getter(name: string, read: (self: Value, interpreter: Interpreter) => Value): PropertyValue {
  const get = native(name, '(self)', (args, interpreter) => read(args.raw('self'), interpreter));
  return { kind: 'property', getter: get, setter: undefined, cached: false };
}

/** `__new__`: unlike other natives it never binds; the class comes first. */
export function newWith(signature: string, run: Run): readonly ['__new__', NativeFunction] {
  return ['__new__', native('__new__', signature, run, { binds: false })];
}

export interface NativeClassOptions {
  readonly module?: string;
  readonly metaclass?: ClassValue;
}

/** A class that is built in. */
export function nativeClass(
  name: string,
  bases: readonly ClassValue[],
  members: Iterable<readonly [string, Value]> = [],
  options: NativeClassOptions = {},
): ClassValue {
  return defineClass(name, bases, members, { module: 'builtins', native: name, ...options });
}

export function inherits(cls: ClassValue, native: string): boolean {
  return cls.mro.some((ancestor) => ancestor.native === native);
}

/** What an instance of a subclass of int, str or float (or an Enum member of one) stands for. */
export function payload(value: Value): Value {
  if (value.kind !== 'instance') return value;
  const held = value.attrs.get('_value_');
  return held !== undefined && isScalar(held) ? held : value;
}

function isScalar(value: Value): boolean {
  return value.kind === 'int' || value.kind === 'str' || value.kind === 'float' || value.kind === 'bool';
}

export function notKnown(interpreter: Interpreter, reason: string, type?: string): never {
  throw new NotKnown(interpreter.unknown('undecided', reason, type));
}

/** The number of a float or int; undefined when it is symbolic or not known. */
export function numberOf(value: Value): number | undefined {
  const held = payload(value);
  if (held.kind === 'float') return held.value;
  if (held.kind === 'bool') return held.value ? 1 : 0;
  return held.kind === 'int' && typeof held.value === 'number' ? held.value : undefined;
}

export const someFloat: FloatValue = { kind: 'float', value: undefined };

export function iterator(items: readonly Value[], rest?: UnknownValue): IteratorValue {
  return { kind: 'iterator', at: (index) => items[index], position: 0, rest };
}

/** `next` is asked once per item, in order, when the item is first wanted. */
export function lazyIterator(next: (index: number) => Value | undefined, rest?: UnknownValue): IteratorValue {
  const made: Value[] = [];
  let ended = false;
  const at = (index: number) => {
    while (!ended && made.length <= index) {
      const item = next(made.length);
      if (item === undefined) ended = true;
      else made.push(item);
    }
    return made[index];
  };
  return { kind: 'iterator', at, position: 0, rest };
}

/** One step of an iterator, undefined at its end. */
export function advance(source: IteratorValue, interpreter: Interpreter): Value | undefined {
  const item = source.at(source.position);
  if (item === undefined) return undefined;
  interpreter.touch(source);
  source.position++;
  return item;
}

/** `iter(value)`. */
export function iteratorOf(value: Value, interpreter: Interpreter): IteratorValue {
  if (value.kind === 'iterator') return value;
  const { items, rest } = interpreter.iterate(value);
  return iterator(items, rest);
}

/** All items, known to be all. */
export function allItems(value: Value, interpreter: Interpreter): readonly Value[] {
  const { items, rest } = interpreter.iterate(value);
  if (rest) throw new NotKnown(rest);
  return items;
}

/** The decided outcome of a condition; undecided ends the native. */
export function decided(condition: Value, interpreter: Interpreter): boolean {
  if (condition.kind === 'unknown') throw new NotKnown(condition);
  return interpreter.truth(condition) ?? notKnown(interpreter, 'a condition is not decided', 'bool');
}

export function orNone(value: Value): Value | undefined {
  return value.kind === 'none' ? undefined : value;
}

/** `raise cls(*args)`, for exceptions whose argument is no message and for those of modules. */
export function raiseOf(cls: ClassValue, args: readonly Value[], interpreter: Interpreter): never {
  const exception = interpreter.call(cls, args);
  if (exception.kind === 'instance') throw new RaiseSignal(exception);
  return interpreter.raise('RuntimeError', cls.name);
}
