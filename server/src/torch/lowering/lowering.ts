/**
 * From one traced op to primitives. A rule reads the op's arguments as PyTorch names them and writes into the program;
 * what it cannot say exactly it refuses, and training says so before it starts.
 */
import type { Builder, Draw, Element, ValueId } from '../../program';
import type { Dim } from '../../symbolic';
import type { OpRecord, PlainArgument, TensorInfo } from '../trace';

export interface Lowering {
  readonly b: Builder;
  readonly record: OpRecord;
  /** The record's n-th input tensor. */
  input(index: number): ValueId;
  /** Random numbers, fed anew in every step. */
  draw(shape: readonly Dim[], law: Draw['law']): ValueId;
  /** What the buffer that is the n-th input holds after this op. */
  updateBuffer(index: number, next: ValueId): void;
  /** One more batch has been seen by the layer whose buffer the n-th input is. */
  countBatch(index: number): void;
  refuse(reason: string): never;
}

/** One value for each tensor of the result, in order. */
export type Lower = (l: Lowering) => ValueId | readonly ValueId[];
export type Rules = Readonly<Record<string, Lower>>;

// --- arguments

/** None and what is not there are undefined. */
export function argument(l: Lowering, name: string): PlainArgument | undefined {
  const found = l.record.args.get(name);
  return found === undefined || found.kind === 'none' ? undefined : found;
}

export const indexOf = (l: Lowering, name: string): number | undefined => {
  const found = argument(l, name);
  return found?.kind === 'tensor' ? found.input : undefined;
};

export function maybeTensor(l: Lowering, name: string): ValueId | undefined {
  const index = indexOf(l, name);
  return index === undefined ? undefined : l.input(index);
}

export const tensor = (l: Lowering, name = 'input'): ValueId =>
  maybeTensor(l, name) ?? l.refuse(`${name} is not a tensor here`);

/** All tensors in a list. */
export function tensors(l: Lowering, name: string): readonly ValueId[] {
  const found = argument(l, name);
  const items = found?.kind === 'list' ? found.items : [];
  const flat = items.length === 1 && items[0]?.kind === 'list' ? items[0].items : items;
  return flat.map((item) =>
    item.kind === 'tensor' ? l.input(item.input) : l.refuse(`${name} holds something that is not a tensor`),
  );
}

const numberIn = (found: PlainArgument | undefined): number | undefined => {
  if (found?.kind === 'int' && typeof found.value === 'number') return found.value;
  if (found?.kind === 'float') return found.value;
  return found?.kind === 'bool' ? Number(found.value) : undefined;
};

export function maybeNumber(l: Lowering, name: string): number | undefined {
  const found = argument(l, name);
  return found && (numberIn(found) ?? l.refuse(`${name} is not a known number`));
}
export const number = (l: Lowering, name: string, otherwise?: number): number =>
  maybeNumber(l, name) ?? otherwise ?? l.refuse(`${name} is not a known number`);

export function flag(l: Lowering, name: string): boolean {
  const found = argument(l, name);
  if (found === undefined) return false;
  return found.kind === 'bool' ? found.value : (numberIn(found) ?? l.refuse(`${name} is not known`)) !== 0;
}

export const text = (l: Lowering, name: string): string | undefined => {
  const found = argument(l, name);
  return found?.kind === 'str' ? found.value : undefined;
};

/** Whole numbers, given as one, as a list, or spread out. */
export function maybeNumbers(l: Lowering, name: string): readonly number[] | undefined {
  const found = argument(l, name);
  if (found === undefined) return undefined;
  return listed(found).map((item) => numberIn(item) ?? l.refuse(`${name} is not known`));
}
export const numbersOf = (l: Lowering, name: string): readonly number[] => maybeNumbers(l, name) ?? [];

/** Sizes; the batch may be one of them. */
export function sizesOf(l: Lowering, name: string): readonly Dim[] {
  const found = argument(l, name);
  return (found ? listed(found) : []).map((item) =>
    item.kind === 'int' ? item.value : l.refuse(`${name} is not known`),
  );
}

const listed = (found: PlainArgument): readonly PlainArgument[] =>
  found.kind === 'list' ? found.items.flatMap(listed) : [found];

/** One number for each of n axes. */
export function perAxis(l: Lowering, name: string, n: number, otherwise?: readonly number[]): readonly number[] {
  const found = maybeNumbers(l, name);
  if (found === undefined || found.length === 0) return otherwise ?? l.refuse(`${name} is not known`);
  return found.length === 1 ? new Array<number>(n).fill(found[0] ?? 0) : found;
}

export const wrap = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** An axis of a tensor of this rank. */
export const axis = (l: Lowering, name: string, rank: number, otherwise?: number): number =>
  wrap(number(l, name, otherwise), rank);

/** Axes by `dim`; none given: all. */
export function axes(l: Lowering, name: string, rank: number): readonly number[] {
  const found = numbersOf(l, name);
  return found.length === 0 ? every(rank) : found.map((a) => wrap(a, rank));
}

export const every = (rank: number): number[] => Array.from({ length: rank }, (_, i) => i);

// --- types

export function elementOf(l: Pick<Lowering, 'refuse'>, dtype: string | undefined): Element {
  switch (dtype) {
    case undefined:
    case 'float32':
    case 'float64':
      return 'float32';
    case 'int64':
    case 'int32':
    case 'int16':
    case 'int8':
    case 'uint8':
      return 'int64';
    case 'bool':
      return 'bool';
    default:
      return l.refuse(`tensors of ${dtype} are not trained here`);
  }
}

const output = (l: Lowering, n = 0): TensorInfo => l.record.outputs[n] ?? l.refuse('the result is not a tensor');
export const outputElement = (l: Lowering, n = 0): Element => elementOf(l, output(l, n).dtype);
export const outputShape = (l: Lowering, n = 0): readonly Dim[] =>
  output(l, n).shape ?? l.refuse('the size of the result is not known');

/** A tensor, or a number as one, of this kind of element. */
export function operand(l: Lowering, name: string, element: Element): ValueId {
  const index = indexOf(l, name);
  return index === undefined ? l.b.number(number(l, name), element) : l.b.cast(l.input(index), element);
}

/** Sizes that have numbers. */
export const fixed = (l: Lowering, shape: readonly Dim[]): number[] =>
  shape.map((size) =>
    typeof size === 'number' ? size : l.refuse('a size that is not the batch must be a number to train'),
  );
