/** What each primitive states about itself. */
import type { Dim } from '../../symbolic';
import type { Attributes, Name } from '../attributes';
import type { Builder } from '../builder';
import type { Dense } from '../dense';
import type { TensorType, ValueId } from '../program';

export interface Primitive<N extends Name> {
  /** Types of the results; `wanted` are the caller's where they are a choice. Throws where sizes do not fit. */
  readonly results: (
    inputs: readonly TensorType[],
    attributes: Attributes[N],
    wanted: readonly TensorType[],
  ) => readonly TensorType[];
  /** The meaning, in doubles. */
  readonly evaluate: (
    inputs: readonly Dense[],
    attributes: Attributes[N],
    results: readonly ConcreteType[],
  ) => readonly Dense[];
  /**
   * Gradients of the inputs as primitives, given those of the results (undefined: that one is not used). Undefined
   * for an input through which nothing flows. `none`: made by gradients only, or has none.
   */
  readonly gradient: GradientRule<N> | 'none';
}

export interface ConcreteType {
  readonly shape: readonly number[];
  readonly element: TensorType['element'];
}

export interface Applied<N extends Name> {
  readonly attributes: Attributes[N];
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  /** Which inputs need one. */
  readonly needs: readonly boolean[];
}

export type GradientRule<N extends Name> = (
  b: Builder,
  applied: Applied<N>,
  upstream: readonly (ValueId | undefined)[],
) => readonly (ValueId | undefined)[];

/** The n-th of what a primitive is given; its absence is a mistake of ours. */
export function nth<T>(items: readonly (T | undefined)[], n: number): T {
  const item = items[n];
  if (item === undefined) throw new Error(`operand ${n} is missing`);
  return item;
}

export const shapeAt = (inputs: readonly TensorType[], n: number): readonly Dim[] => nth(inputs, n).shape;
export const elementAt = (inputs: readonly TensorType[], n: number): TensorType['element'] => nth(inputs, n).element;
