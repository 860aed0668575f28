/**
 * Where the axes of the model's input lie in a tensor: each of its dimensions is a product of sizes, some of which are
 * such axes, so that `flatten(2).transpose(1, 2)` and back is followed.
 */
import { type Dim, equal, exactQuotient, product } from '../../symbolic';

/** One factor of a dimension; without `axis` it is channels, batch and the like. */
export interface Factor {
  readonly size: Dim;
  readonly axis?: number;
}
/** By dimension; a size of 1 has no factors. */
export type Layout = readonly (readonly Factor[])[];

export const plain = (size: Dim): readonly Factor[] => (size === 1 ? [] : [{ size }]);

/** Images and the like: batch, channels, then the axes. */
export const ofInput = (shape: readonly Dim[]): Layout =>
  shape.map((size, i) => (i < 2 ? plain(size) : [{ size, axis: i - 2 }]));

export const axesIn = (factors: readonly Factor[] | undefined): readonly number[] =>
  (factors ?? []).flatMap((factor) => (factor.axis === undefined ? [] : [factor.axis]));

/** The same numbers in other sizes. undefined: an axis was cut. */
export function regrouped(layout: Layout, shape: readonly Dim[]): Layout | undefined {
  const left = layout.flat().filter((factor) => factor.size !== 1);
  const result: (readonly Factor[])[] = [];
  for (const size of shape) {
    const taken: Factor[] = [];
    let open = size;
    while (equal(open, 1) !== 'yes') {
      const next = left.shift();
      if (!next) return undefined;
      const rest = exactQuotient(open, next.size);
      if (rest !== undefined) {
        taken.push(next);
        open = rest;
        continue;
      }
      const kept = next.axis === undefined ? exactQuotient(next.size, open) : undefined;
      if (kept === undefined) return undefined;
      taken.push({ size: open });
      left.unshift({ size: kept });
      open = 1;
    }
    result.push(taken);
  }
  return left.length === 0 ? result : undefined;
}

/** As broadcasting puts several together; undefined where axes meet others. */
export function broadcast(layouts: readonly Layout[], shape: readonly Dim[]): Layout | undefined {
  const result: (readonly Factor[])[] = [];
  for (const [i, size] of shape.entries()) {
    const here = layouts.map((layout) => layout[i - shape.length + layout.length] ?? []);
    const [first = plain(size), ...more] = here.filter((factors) => axesIn(factors).length > 0);
    if (more.some((factors) => axesIn(factors).join() !== axesIn(first).join())) return undefined;
    const same = axesIn(first).length === 0 || equal(product(first.map((factor) => factor.size)), size) === 'yes';
    if (!same) return undefined;
    result.push(axesIn(first).length > 0 ? first : plain(size));
  }
  return result;
}
