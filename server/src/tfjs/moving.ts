/** Moving numbers along axes: slices, zeros between and around, in any rank that a shader can have. */
import type { Tensor, Tf } from './form';
import { at, product } from './form';

/** start, start + step, … along one axis: as many as `count`. A negative step reads backwards. */
export function along(tf: Tf, x: Tensor, axis: number, start: number, step: number, count: number): Tensor {
  const size = at(x.shape, axis);
  if (start === 0 && step === 1 && count === size) return x;
  if (step < 0) {
    const end = start + (count - 1) * step;
    return flipped(tf, along(tf, x, axis, end, -step, count), axis);
  }
  const [outer, inner] = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis + 1))];
  const flat = tf.reshape(x, [outer, size, inner]);
  const shape = x.shape.with(axis, count);
  if (step === 1) return tf.reshape(tf.slice(flat, [0, start, 0], [outer, count, inner]), shape);
  const found = tf.stridedSlice(flat, [0, start, 0], [outer, start + (count - 1) * step + 1, inner], [1, step, 1]);
  return tf.reshape(found, shape);
}

/** One axis the other way round. */
export function flipped(tf: Tf, x: Tensor, axis: number): Tensor {
  const size = at(x.shape, axis);
  const rows = tf.reshape(x, [product(x.shape.slice(0, axis)), size, product(x.shape.slice(axis + 1))]);
  return size === 1 ? x : tf.reshape(tf.reverse(rows, 1), x.shape);
}

/** Numbers around along one axis; a negative count cuts instead. */
export function around(tf: Tf, x: Tensor, axis: number, before: number, after: number, value = 0): Tensor {
  if (before < 0 || after < 0) {
    const size = at(x.shape, axis) + Math.min(before, 0) + Math.min(after, 0);
    const cut = along(tf, x, axis, Math.max(-before, 0), 1, size);
    return around(tf, cut, axis, Math.max(before, 0), Math.max(after, 0), value);
  }
  if (before === 0 && after === 0) return x;
  const size = at(x.shape, axis);
  const [outer, inner] = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis + 1))];
  const padded = tf.pad(
    tf.reshape(x, [outer, size, inner]),
    [
      [0, 0],
      [before, after],
      [0, 0],
    ],
    value,
  );
  return tf.reshape(padded, x.shape.with(axis, size + before + after));
}

/** `gap` − 1 zeros behind every number but the last. */
export function spaced(tf: Tf, x: Tensor, axis: number, gap: number): Tensor {
  const size = at(x.shape, axis);
  if (gap === 1 || size <= 1) return x;
  const [outer, inner] = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis + 1))];
  const apart = tf.pad(tf.reshape(x, [outer * size, 1, inner]), [
    [0, 0],
    [0, gap - 1],
    [0, 0],
  ]);
  return along(tf, tf.reshape(apart, x.shape.with(axis, size * gap)), axis, 0, 1, (size - 1) * gap + 1);
}

/** Zeros of a size along an axis, with x at start, start + step, …: what `along` has read, put back. */
export function putBack(tf: Tf, x: Tensor, axis: number, start: number, step: number, size: number): Tensor {
  const count = at(x.shape, axis);
  if (step < 0 && count > 1) return putBack(tf, flipped(tf, x, axis), axis, start + (count - 1) * step, -step, size);
  const gap = Math.abs(step);
  const reach = (count - 1) * gap + 1;
  return around(tf, spaced(tf, x, axis, gap), axis, start, size - start - reach);
}

/** a where the condition holds, else b, both of its sizes or one number. The kernel has four axes at most. */
export function chosen(tf: Tf, condition: Tensor, a: Tensor, b: Tensor): Tensor {
  if (condition.shape.length <= 4) return tf.where(condition, a, b);
  const count = [product(condition.shape)];
  const flat = (x: Tensor): Tensor => (x.size === 1 ? tf.reshape(x, []) : tf.reshape(x, count));
  return tf.reshape(tf.where(tf.reshape(condition, count), flat(a), flat(b)), condition.shape);
}

/** Sizes of 1, and missing leading axes, are repeated: one axis after the other, since the kernel has four at most. */
export function wide(tf: Tf, x: Tensor, shape: readonly number[]): Tensor {
  const own = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  return shape.reduce<Tensor>(
    (y, size, axis) => (at(own, axis) === size ? y : repeated(tf, y, axis, size)),
    tf.reshape(x, own),
  );
}

/** An axis of size 1, `count` times. */
export function repeated(tf: Tf, x: Tensor, axis: number, count: number): Tensor {
  const rows = tf.reshape(x, [product(x.shape.slice(0, axis)), 1, product(x.shape.slice(axis + 1))]);
  return tf.reshape(tf.tile(rows, [1, count, 1]), x.shape.with(axis, count));
}
