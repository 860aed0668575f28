/** Moving numbers along axes: slices, zeros between and around, in any rank that a shader can have. */
import type { Tensor, Tf } from './form';
import { at, product } from './form';

/** start, start + step, … along one axis: as many as `count`. A negative step reads backwards. */
export function along(tf: Tf, x: Tensor, axis: number, start: number, step: number, count: number): Tensor {
  const size = at(x.shape, axis);
  if (start === 0 && step === 1 && count === size) return x;
  if (step < 0) {
    const end = start + (count - 1) * step;
    return tf.reverse(along(tf, x, axis, end, -step, count), axis);
  }
  const [outer, inner] = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis + 1))];
  const flat = tf.reshape(x, [outer, size, inner]);
  const shape = x.shape.with(axis, count);
  if (step === 1) return tf.reshape(tf.slice(flat, [0, start, 0], [outer, count, inner]), shape);
  const found = tf.stridedSlice(flat, [0, start, 0], [outer, start + (count - 1) * step + 1, inner], [1, step, 1]);
  return tf.reshape(found, shape);
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
  if (step < 0 && count > 1) return putBack(tf, tf.reverse(x, axis), axis, start + (count - 1) * step, -step, size);
  const gap = Math.abs(step);
  const reach = (count - 1) * gap + 1;
  return around(tf, spaced(tf, x, axis, gap), axis, start, size - start - reach);
}
