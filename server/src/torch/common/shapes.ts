/** Small arithmetic on shapes that several families share. */
import type { TensorValue } from '../../python';
import { type Dim, equal, product } from '../../symbolic';

export const count = (shape: readonly Dim[]): Dim => product(shape);

export const withAxis = (shape: readonly Dim[], axis: number, size: Dim): Dim[] =>
  shape.map((dim, i) => (i === axis ? size : dim));
export const without = <T>(items: readonly T[], axis: number): T[] => items.filter((_, i) => i !== axis);
export const inserted = <T>(items: readonly T[], axis: number, item: T): T[] => items.toSpliced(axis, 0, item);

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean | undefined {
  if (a.length !== b.length) return false;
  let same: boolean | undefined = true;
  for (const [i, size] of a.entries()) {
    const truth = equal(size, b[i] ?? 1);
    if (truth === 'no') return false;
    if (truth === 'maybe') same = undefined;
  }
  return same;
}

/** Every size as a number, if they are. */
export function numbers(shape: readonly Dim[] | undefined): readonly number[] | undefined {
  return shape?.every((dim) => typeof dim === 'number') ? shape : undefined;
}

/** The most elements whose numbers are kept. */
export const KEPT_VALUES = 4096;

/** A rearrangement of known numbers: for each index of the new shape, the index in the old one. */
export function gatherValues(
  source: TensorValue,
  shape: readonly Dim[],
  from: (index: readonly number[]) => readonly number[],
): readonly number[] | undefined {
  const oldShape = numbers(source.shape);
  const newShape = numbers(shape);
  const values = source.values;
  if (!values || !oldShape || !newShape) return undefined;
  const total = newShape.reduce((n, size) => n * size, 1);
  if (total > KEPT_VALUES) return undefined;
  return Array.from(
    { length: total },
    (_, flat) => values[ravel(from(unravel(flat, newShape)), oldShape)] ?? Number.NaN,
  );
}

export function unravel(flat: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = flat;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i] ?? 1;
    index[i] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

export function ravel(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((flat, i, axis) => flat * (shape[axis] ?? 1) + i, 0);
}
