/** What losses share: the reduction, and sizes that must agree. */
import type { Arguments, DType, TensorValue } from '../../python';
import { type Dim, display } from '../../symbolic';
import type { OpContext, Refusal } from '../declare';
import { broadcast } from './broadcast';
import { sameShape } from './shapes';

export type Reduction = 'none' | 'mean' | 'sum';

/** The older pair of flags wins where it is given, as in torch/nn/_reduction.py. */
export function reductionOf(a: Arguments, c: OpContext): Reduction {
  const flag = (name: string): boolean | undefined =>
    !a.values.has(name) || a.isNone(name) ? undefined : a.bool(name);
  const [average, reduce] = [flag('size_average'), flag('reduce')];
  if (average !== undefined || reduce !== undefined) {
    if (reduce === false) return 'none';
    return average === false ? 'sum' : 'mean';
  }
  const name = a.str('reduction');
  if (name === 'none' || name === 'sum') return name;
  if (name === 'mean' || name === 'elementwise_mean' || name === 'batchmean') return 'mean';
  return c.refuse({
    code: 'CS124',
    exception: 'ValueError',
    message: `${name} is not a valid value for reduction`,
    why: "The reductions are 'none', 'mean' and 'sum'.",
  });
}

/** One number, or as many as `shape` has where nothing is reduced. */
export const reduced = (
  c: OpContext,
  reduction: Reduction,
  shape: readonly Dim[],
  dtype: DType | undefined,
): TensorValue => c.tensor(reduction === 'none' ? shape : [], { dtype });

/** Sizes that broadcast, with a loss's code where they do not. */
export function lossBroadcast(a: readonly Dim[], b: readonly Dim[], c: OpContext): readonly Dim[] {
  return broadcast(a, b, c, (left, right, axis) => ({
    code: 'CS123',
    message: `The size of tensor a (${display(left)}) must match the size of tensor b (${display(right)}) at non-singleton dimension ${axis}`,
    why: 'The loss compares number by number.',
  }));
}

/** Both have the same sizes: refused where they have not, assumed where it is open. */
export function requireSameShape(
  c: OpContext,
  a: readonly Dim[],
  b: readonly Dim[],
  reason: string,
  refusal: () => Refusal,
): void {
  if (sameShape(a, b) === false) c.refuse(refusal());
  a.forEach((size, i) => {
    c.requireEqual(size, b[i] ?? size, reason, refusal);
  });
}

export const LEGACY = "size_average=None, reduce=None, reduction='mean'";
