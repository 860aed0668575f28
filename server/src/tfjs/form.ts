/** What a primitive's form on tfjs kernels is given, and what it gives back. */
import type * as Tfjs from '@tensorflow/tfjs-core';
import type { Attributes, Element, Name } from '../program';

/** The library: tfjs-core itself, or tfjs-node, which is one with another backend. */
export type Tf = typeof Tfjs;
export type Tensor = Tfjs.Tensor;

/**
 * How the axes of a tensor lie in memory: as the program has them, or with the channels (axis 1) behind all others,
 * which is what convolutions want. Forms keep what they are given where it makes no difference.
 */
export type Layout = 'plain' | 'last';

export interface Value {
  /** As the program has it, in either layout. */
  readonly shape: readonly number[];
  readonly element: Element;
  /** The one that costs nothing. */
  readonly layout: Layout;
  /** Turned where it must be, once. */
  in(layout: Layout): Tensor;
}

export interface Made {
  readonly tensor: Tensor;
  readonly layout: Layout;
}

/** What differs between backends. */
export interface Traits {
  /** Its kernel for the gradient of filters is a fast one; else it is composed of products of matrices. */
  readonly ownFilterGradient: boolean;
}

export interface FormContext<N extends Name> {
  readonly tf: Tf;
  readonly traits: Traits;
  readonly attributes: Attributes[N];
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly shape: readonly number[]; readonly element: Element }[];
  /** Numbers that are the same in every run; made once under a name of the step's own. */
  readonly constant: (name: string, make: () => Tensor) => Tensor;
}

export type Form<N extends Name> = (c: FormContext<N>) => readonly Made[];

/**
 * Whole numbers (labels, places within an image) are floats here, exact up to 2^24: kernels on graphics cards compute
 * with them as floats in any case, and several of them take nothing else.
 */
export const DTYPES = { float32: 'float32', int64: 'float32', bool: 'bool' } as const;

export function at<T>(items: readonly T[], n: number): T {
  const item = items[n];
  if (item === undefined) throw new Error(`operand ${n} is missing`);
  return item;
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
export const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);
export const plain = (tensor: Tensor): Made => ({ tensor, layout: 'plain' });

/** Axes of the program in the order in which a layout holds them. */
export const axesIn = (layout: Layout, rank: number): number[] =>
  layout === 'plain' || rank < 3 ? range(rank) : [0, ...range(rank - 2).map((i) => i + 2), 1];

/** One entry per axis of the program, in the order of the layout. */
export const arranged = <T>(entries: readonly T[], layout: Layout): T[] =>
  axesIn(layout, entries.length).map((axis) => at(entries, axis));

/** Where a layout holds an axis of the program. */
export const axisIn = (layout: Layout, rank: number, axis: number): number => axesIn(layout, rank).indexOf(axis);

/** The layout in which tensors of one rank meet: that of the first that has it. */
export function commonLayout(values: readonly Value[], rank: number): Layout {
  const full = values.filter(({ shape }) => shape.length === rank);
  return rank > 2 && full.some(({ layout }) => layout === 'last') ? 'last' : 'plain';
}

/** A value beside others of a higher rank: leading axes of size 1 are added, as broadcasting has it. */
export function beside(tf: Tf, value: Value, rank: number, layout: Layout): Tensor {
  const { shape } = value;
  if (layout === 'plain' || product(shape) === 1) return shape.length > rank ? value.in(layout) : value.in('plain');
  if (shape.length === rank) return value.in(layout);
  const whole = [...new Array<number>(rank - shape.length).fill(1), ...shape];
  return transposed(tf, tf.reshape(value.in('plain'), whole), axesIn(layout, rank));
}

/** The kernel turns floats only in more than two axes. */
export function transposed(tf: Tf, x: Tensor, permutation: readonly number[]): Tensor {
  if (x.dtype !== 'bool') return tf.transpose(x, [...permutation]);
  return truth(tf, tf.transpose(floats(tf, x), [...permutation]));
}

/** 1 and 0 as numbers. A cast would leave the bits as they are, which some kernels then read as floats. */
export function floats(tf: Tf, x: Tensor): Tensor {
  if (x.dtype !== 'bool') return x;
  const flat = tf.reshape(x, [x.size]);
  return tf.reshape(tf.where(flat, tf.scalar(1), tf.scalar(0)), x.shape);
}
export const truth = (tf: Tf, x: Tensor): Tensor => (x.dtype === 'bool' ? x : tf.notEqual(x, tf.scalar(0)));
