/** Convolutions where every channel has filters of its own (groups = channels). */
import type { Slide } from './convolution';
import { at, product, range, type Tensor, type Tf } from './form';
import { along, repeated } from './moving';
import { kernelPlaces } from './places';

/** x [B, …S, C] padded, filters [C·M, 1, K…] → [B, …O, C·M]: place by place of the kernel, in any rank. */
export function depthwise(tf: Tf, x: Tensor, filters: Tensor, { stride, dilation }: Slide): Tensor {
  const channels = at(x.shape, x.shape.length - 1);
  const [count = 1, , ...kernel] = filters.shape;
  const each = count / channels;
  const space = x.shape.slice(1, -1);
  const out = space.map(
    (size, i) => Math.floor((size - (at(kernel, i) - 1) * at(dilation, i) - 1) / at(stride, i)) + 1,
  );
  // [K, C, M]
  const weights = tf.reshape(tf.transpose(tf.reshape(filters, [channels, each, product(kernel)]), [2, 0, 1]), [
    product(kernel),
    channels * each,
  ]);
  const sum = kernelPlaces(kernel)
    .map((place, n) => {
      const part = place.reduce((p, k, i) => along(tf, p, i + 1, k * at(dilation, i), at(stride, i), at(out, i)), x);
      return tf.mul(severally(tf, part, each), tf.reshape(along(tf, weights, 0, n, 1, 1), [count]));
    })
    .reduce((a, b) => tf.add(a, b));
  return sum;
}

/** Every channel `each` times, side by side. */
function severally(tf: Tf, x: Tensor, each: number): Tensor {
  if (each === 1) return x;
  const last = x.shape.length - 1;
  return tf.reshape(
    repeated(tf, tf.reshape(x, [...x.shape, 1]), last + 1, each),
    x.shape.with(-1, at(x.shape, last) * each),
  );
}

/** Filters that are turned around slide over y [B, …, C·M]; a channel's own are added up. */
export function depthwiseInput(tf: Tf, y: Tensor, turned: Tensor, back: Slide, channels: number): Tensor {
  const each = at(turned.shape, 0) / channels;
  const found = depthwise(tf, y, turned, back);
  if (each === 1) return found;
  const apart = tf.reshape(found, [...found.shape.slice(0, -1), channels, each]);
  return tf.sum(apart, apart.shape.length - 1);
}

/** Σ x·y over all places: [C, 1, M] from x [B, …O, C] at one place of the kernel. */
export function depthwiseWeight(tf: Tf, x: Tensor, y: Tensor): Tensor {
  const channels = at(x.shape, x.shape.length - 1);
  const each = at(y.shape, y.shape.length - 1) / channels;
  const products = tf.mul(severally(tf, x, each), y);
  return tf.reshape(tf.sum(products, range(products.shape.length - 1)), [channels, 1, each]);
}
