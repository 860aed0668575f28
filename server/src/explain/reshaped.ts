/** A box of an array in another arrangement of the same numbers: the smallest box around the same places. */
import type { Interval } from './fieldRules';

/**
 * Axes fall into groups whose sizes multiply to the same number on both sides; a group of one axis on each side stays
 * as it is. In the others the box is between its first and its last place in reading order, which may be more than it
 * was, and never less.
 */
export function reshaped(
  box: readonly Interval[],
  from: readonly number[],
  to: readonly number[],
): readonly Interval[] {
  const result: Interval[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [firstFrom, firstTo] = [i, j];
    let [left, right] = [from[i++] ?? 1, to[j++] ?? 1];
    while (left !== right) {
      if (left < right && i < from.length) left *= from[i++] ?? 1;
      else if (right < left && j < to.length) right *= to[j++] ?? 1;
      else throw new Error(`${from.join('×')} and ${to.join('×')} do not hold as many numbers`);
    }
    result.push(...group(box.slice(firstFrom, i), from.slice(firstFrom, i), to.slice(firstTo, j)));
  }
  return result.slice(0, to.length);
}

function group(box: readonly Interval[], from: readonly number[], to: readonly number[]): readonly Interval[] {
  const [only] = box;
  if (box.length === 1 && to.length === 1 && only) return [only];
  const flat = (end: 0 | 1): number => from.reduce((at, size, axis) => at * size + (box[axis]?.[end] ?? 0), 0);
  const [low, high] = [placeOf(flat(0), to), placeOf(flat(1), to)];
  const parts = low.findIndex((at, axis) => at !== high[axis]);
  // After the first axis on which they differ, every place lies between them.
  return to.map(
    (size, axis): Interval => (parts >= 0 && axis > parts ? [0, size - 1] : [low[axis] ?? 0, high[axis] ?? 0]),
  );
}

function placeOf(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .toReversed();
}
