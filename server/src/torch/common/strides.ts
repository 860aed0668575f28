/**
 * Strides of elementwise results, as ATen's TensorIterator chooses them (aten/src/ATen/TensorIterator.cpp,
 * `compute_fast_setup_type` and `reorder_dimensions`): one dense layout shared by all operands is kept,
 * otherwise axes are ordered by the operands' strides.
 */

import type { TensorValue } from '../../python';
import { type Dim, equal, less, mul } from '../../symbolic';
import { contiguousStrides, isContiguous } from '../tensor';
import { sameShape } from './shapes';

/** undefined: not decided. */
export function elementwiseStrides(
  shape: readonly Dim[],
  operands: readonly TensorValue[],
): readonly Dim[] | undefined {
  const sources: { shape: readonly Dim[]; strides: readonly Dim[] }[] = [];
  for (const x of operands) {
    if (!x.shape || !x.strides) return undefined;
    sources.push({ shape: x.shape, strides: x.strides });
  }
  if (operands.every((x) => x.shape?.length === shape.length && isContiguous(x) === true && same(x.shape, shape))) {
    return contiguousStrides(shape);
  }
  const [first, ...others] = sources;
  if (!first) return contiguousStrides(shape);
  if (sources.every((s) => same(s.shape, shape)) && isDense(first.shape, first.strides)) {
    if (others.every((s) => sameShape(s.strides, first.strides) === true)) return first.strides;
  }
  return reordered(
    shape,
    sources.map((s) => aligned(s.shape, s.strides, shape)),
  );
}

/** For ops of one input that keep its layout (`torch.preserve_format`). */
export const keptStrides = (x: TensorValue): readonly Dim[] | null => {
  if (!x.shape || !x.strides) return null;
  return elementwiseStrides(x.shape, [x]) ?? null;
};

const same = (a: readonly Dim[] | undefined, b: readonly Dim[]): boolean => a !== undefined && sameShape(a, b) === true;

/** Some order of the axes makes it contiguous: no gaps, no overlaps. */
export function isDense(shape: readonly Dim[], strides: readonly Dim[]): boolean {
  const left = shape.map((size, i) => ({ size, stride: strides[i] ?? 1 })).filter((axis) => axis.size !== 1);
  let expected: Dim = 1;
  while (left.length > 0) {
    const next = left.findIndex((axis) => equal(axis.stride, expected) === 'yes');
    const found = left[next];
    if (!found) return false;
    expected = mul(expected, found.size);
    left.splice(next, 1);
  }
  return true;
}

/** Strides over the whole result: 0 along axes that broadcast. */
function aligned(from: readonly Dim[], strides: readonly Dim[], shape: readonly Dim[]): Dim[] {
  const offset = shape.length - from.length;
  return shape.map((size, i) => {
    if (i < offset) return 0;
    return from[i - offset] === 1 && size !== 1 ? 0 : (strides[i - offset] ?? 0);
  });
}

function reordered(shape: readonly Dim[], operands: readonly (readonly Dim[])[]): readonly Dim[] | undefined {
  const order = shape.map((_, i) => shape.length - 1 - i);
  for (let i = 1; i < order.length; i++) {
    let at = i;
    for (let before = i - 1; before >= 0; before--) {
      const inner = order[before] ?? 0;
      const outer = order[at] ?? 0;
      const verdict = shouldSwap(inner, outer, shape, operands);
      if (verdict === undefined) return undefined;
      if (verdict < 0) break;
      if (verdict > 0) {
        order[before] = outer;
        order[at] = inner;
        at = before;
      }
    }
  }
  const strides = new Array<Dim>(shape.length).fill(1);
  let next: Dim = 1;
  for (const axis of order) {
    strides[axis] = next;
    next = mul(next, shape[axis] ?? 1);
  }
  return strides;
}

/** 1: the outer axis moves inwards; -1: it stays; 0: the operands do not tell; undefined: not decided. */
function shouldSwap(
  inner: number,
  outer: number,
  shape: readonly Dim[],
  operands: readonly (readonly Dim[])[],
): -1 | 0 | 1 | undefined {
  for (const strides of operands) {
    const a = strides[inner] ?? 0;
    const b = strides[outer] ?? 0;
    if (a === 0 || b === 0) continue;
    const smaller = less(a, b);
    if (smaller === 'yes') return -1;
    const larger = less(b, a);
    if (larger === 'yes') return 1;
    if (equal(a, b) !== 'yes') return undefined;
    const shrinks = less(shape[outer] ?? 1, shape[inner] ?? 1);
    if (shrinks === 'yes') return 1;
    if (shrinks === 'maybe') return undefined;
  }
  return 0;
}
