/** What a primitive's ONNX form is given. */
import type { Attributes, Element, Name } from '../../../program';
import { type Dim, display, evaluate, variablesOf } from '../../../symbolic';
import type { Writer } from './writer';

export interface Typed {
  readonly name: string;
  readonly shape: readonly Dim[];
  readonly element: Element;
  /** Nowhere below 0. */
  readonly isNonNegative: boolean;
  /** Places of windows that do not overlap, counted through the whole tensor as ONNX does. */
  readonly isCountedThrough: boolean;
}

export interface FormContext<N extends Name> {
  readonly w: Writer;
  readonly attributes: Attributes[N];
  readonly inputs: readonly Typed[];
  /** Names and types of the results, to be written by it. */
  readonly outputs: readonly Typed[];
  /** The batch, as int64[1], where it is open. */
  readonly batch: string | undefined;
}

export type Form<N extends Name> = (c: FormContext<N>) => void;

export function at<T>(items: readonly T[], n: number): T {
  const item = items[n];
  if (item === undefined) throw new Error(`operand ${n} is missing`);
  return item;
}

/** Sizes as numbers. */
export const sizes = ({ shape }: Typed): number[] =>
  shape.map((size) => {
    if (typeof size !== 'number') throw new Error(`the size ${display(size)} has no number yet`);
    return size;
  });

/**
 * Sizes for Reshape: the batch, where it is open, is what is left over. Undefined: more than one is open, or it is
 * only a part of one.
 */
export function openSizes({ shape }: Typed): number[] | undefined {
  const open = shape.filter((size) => typeof size !== 'number').length;
  return open > 1 ? undefined : shape.map((size) => (typeof size === 'number' ? size : -1));
}

/** Sizes as an int64 vector that is worked out while the model runs: each open one is a·batch + b. */
export function runningSizes(w: Writer, shape: readonly Dim[], batch: string | undefined): string {
  if (shape.every((size) => typeof size === 'number')) return w.ints(shape.map(Number));
  const parts = shape.map((size) => {
    if (typeof size === 'number') return w.ints([size]);
    const [at1, at2] = [1, 2].map((n) => evaluate(size, new Map(variablesOf(size).map(({ name }) => [name, n]))));
    if (at1 === undefined || at2 === undefined || batch === undefined)
      throw new Error(`the size ${display(size)} has no number`);
    const scaled = at2 - at1 === 1 ? batch : w.node('Mul', [batch, w.ints([at2 - at1])]);
    return 2 * at1 === at2 ? scaled : w.node('Add', [scaled, w.ints([2 * at1 - at2])]);
  });
  return parts.length === 1 ? at(parts, 0) : w.node('Concat', parts, { axis: 0 });
}

export const product = (numbers: readonly number[]): number => numbers.reduce((n, size) => n * size, 1);
