/**
 * Broadcasting (https://pytorch.org/docs/stable/notes/broadcasting.html). Sizes are aligned at the end; of
 * two sizes that differ one must be 1.
 */
import { type Dim, display, equal } from '../../symbolic';
import type { OpContext, Refusal } from '../declare';

/** What to say instead of PyTorch's usual words, given the two sizes and the axis. */
export type Clash = (a: Dim, b: Dim, axis: number) => Refusal;

const usual: Clash = (a, b, axis) => ({
  code: 'CS107',
  message: `The size of tensor a (${display(a)}) must match the size of tensor b (${display(b)}) at non-singleton dimension ${axis}`,
  why: `${display(a)} and ${display(b)} are not the same size, and neither is 1.`,
});

export function broadcast(a: readonly Dim[], b: readonly Dim[], c: OpContext, clash: Clash = usual): Dim[] {
  const rank = Math.max(a.length, b.length);
  const joined: Dim[] = [];
  // PyTorch names the last axis that does not fit.
  for (let axis = rank - 1; axis >= 0; axis--) {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    joined.unshift(joint(left, right, c, () => clash(left, right, axis)));
  }
  return joined;
}

export function broadcastAll(shapes: readonly (readonly Dim[])[], c: OpContext, clash: Clash = usual): readonly Dim[] {
  return shapes.reduce<readonly Dim[]>((joined, shape) => broadcast(joined, shape, c, clash), []);
}

function joint(left: Dim, right: Dim, c: OpContext, refusal: () => Refusal): Dim {
  if (left === 1) return right;
  if (right === 1) return left;
  const same = equal(left, right);
  if (same === 'yes') return left;
  if (same === 'no') {
    const oneLeft = equal(left, 1);
    const oneRight = equal(right, 1);
    if (oneLeft === 'no' && oneRight === 'no') return c.refuse(refusal());
    if (oneLeft !== 'no' && oneRight !== 'no') {
      return c.unknown('undecided', `it is not known whether ${display(left)} or ${display(right)} is 1`);
    }
    c.requireEqual(oneLeft === 'no' ? right : left, 1, 'a size that broadcasts', refusal);
    return oneLeft === 'no' ? left : right;
  }
  // A size that is not a known number is taken as the whole size, not as a 1 that happens to fit.
  c.requireEqual(left, right, 'sizes that broadcast', refusal);
  return typeof right === 'number' ? right : left;
}
