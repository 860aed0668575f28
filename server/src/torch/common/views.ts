/** Views: new sizes and strides over the same memory. */
import type { TensorValue } from '../../python';
import { type Dim, display, divides, equal, exactQuotient, floorDiv, less, mul, product } from '../../symbolic';
import type { OpContext } from '../declare';
import { contiguousStrides, isContiguous } from '../tensor';
import { sizes as text } from './text';

/** A view of `x`. `strides` undefined: not known. */
export function viewed(
  c: OpContext,
  x: TensorValue,
  shape: readonly Dim[],
  strides: readonly Dim[] | undefined,
  values?: readonly number[],
): TensorValue {
  return c.tensor(shape, { viewOf: x, strides: strides ?? null, values });
}

/** Fills in -1 and checks the number of elements, as ATen's `infer_size` does. */
export function inferSize(wanted: readonly Dim[], x: readonly Dim[], c: OpContext): readonly Dim[] {
  const total = product(x);
  const invalid = () => ({
    code: 'CS108',
    message: `shape '${text(wanted)}' is invalid for input of size ${display(total)}`,
    why: `The input ${text(x)} has ${display(total)} elements, and a view neither adds nor drops any.`,
  });
  const open = wanted.flatMap((dim, i) => (dim === -1 ? [i] : []));
  const negative = wanted.find((dim) => dim !== -1 && less(dim, 0) === 'yes');
  const [at, second] = open;
  if (second !== undefined) {
    c.refuse({ code: 'CS108', message: 'only one dimension can be inferred', why: 'Only one of the sizes may be -1.' });
  }
  if (negative !== undefined) {
    c.refuse({ code: 'CS108', message: `invalid shape dimension ${display(negative)}`, why: 'A size is at least 0.' });
  }
  const rest = product(wanted.filter((_, i) => i !== at));
  if (at === undefined) {
    c.requireEqual(rest, total, 'the number of elements of a view', invalid);
    return wanted;
  }
  if (rest === 0 && total === 0) {
    c.refuse({
      code: 'CS108',
      message: `cannot reshape tensor of 0 elements into shape ${text(wanted)} because the unspecified dimension size -1 can be any value and is ambiguous`,
    });
  }
  return wanted.with(at, quotient(total, rest, invalid, c));
}

function quotient(total: Dim, rest: Dim, refusal: () => Parameters<OpContext['refuse']>[0], c: OpContext): Dim {
  if (rest === 0) return c.refuse(refusal());
  const exact = exactQuotient(total, rest);
  if (exact !== undefined) return exact;
  if (divides(rest, total) === 'no') return c.refuse(refusal());
  c.requireDivides(rest, total, 'the sizes of a view', refusal);
  return floorDiv(total, rest);
}

/**
 * Strides of a view with other sizes, as ATen's `computeStride` (aten/src/ATen/TensorUtils.cpp) finds them: each
 * run of axes that lies contiguous in memory may be cut anew. `no`: proved impossible; undefined: not decided.
 */
export function viewStrides(
  x: Pick<TensorValue, 'shape' | 'strides'>,
  shape: readonly Dim[],
): readonly Dim[] | 'no' | undefined {
  const { shape: old, strides } = x;
  if (!old || !strides) return undefined;
  if (isContiguous(x) === true || old.some((size) => size === 0)) return contiguousStrides(shape);
  const made = new Array<Dim>(shape.length).fill(1);
  let at = shape.length - 1;
  let base = strides[old.length - 1] ?? 1;
  let run: Dim = 1;
  let taken: Dim = 1;
  // A symbol counts as more than 1; a refusal that rests on it is not proved.
  let supposed = false;
  for (let axis = old.length - 1; axis >= 0; axis--) {
    run = mul(run, old[axis] ?? 1);
    const outer = old[axis - 1];
    if (outer !== undefined) {
      if (outer === 1) continue;
      const joins = equal(strides[axis - 1] ?? 1, mul(run, base));
      if (joins === 'yes') continue;
      if (joins === 'maybe') return undefined;
      if (equal(outer, 1) !== 'no') supposed = true;
    }
    while (at >= 0) {
      const size = shape[at] ?? 1;
      const below = less(taken, run);
      if (below === 'maybe' && equal(taken, run) !== 'yes') return undefined;
      if (below !== 'yes' && size !== 1) break;
      made[at] = mul(taken, base);
      taken = mul(taken, size);
      at--;
    }
    const whole = equal(taken, run);
    if (whole === 'maybe' || (whole === 'no' && supposed)) return undefined;
    if (whole === 'no') return 'no';
    base = strides[axis - 1] ?? 1;
    run = 1;
    taken = 1;
  }
  return at >= 0 ? undefined : made;
}
