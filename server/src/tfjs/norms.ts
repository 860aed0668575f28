/** Forms of what is normalised by its own mean and variance. */
import { at, type Form, plain, range, type Tensor, type Tf } from './form';

type Norms = 'batchNorm' | 'normalise';

/** Mean and biased variance over some axes, which keep size 1. */
function moments(
  tf: Tf,
  x: Tensor,
  axes: number[],
): { readonly mean: Tensor; readonly variance: Tensor; readonly less: Tensor } {
  const mean = tf.mean(x, axes, true);
  const less = tf.sub(x, mean);
  return { mean, less, variance: tf.mean(tf.square(less), axes, true) };
}

export const norms: { readonly [N in Norms]: Form<N> } = {
  batchNorm: ({ tf, attributes: { eps }, inputs }) => {
    const x = at(inputs, 0);
    const rank = x.shape.length;
    const [weight, bias] = [at(inputs, 1).in('plain'), at(inputs, 2).in('plain')];
    const axes = range(rank - 1); // with the channels last, all but the last
    const { mean, variance, less } = moments(tf, x.in('last'), axes);
    const scale = tf.mul(tf.rsqrt(tf.add(variance, eps)), weight);
    const channels = [at(x.shape, 1)];
    return [
      { tensor: tf.add(tf.mul(less, scale), bias), layout: 'last' },
      plain(tf.reshape(mean, channels)),
      plain(tf.reshape(variance, channels)),
    ];
  },
  normalise: ({ tf, attributes: { axes, eps }, inputs }) => {
    const x = at(inputs, 0).in('plain');
    const { variance, less } = moments(
      tf,
      x,
      range(axes).map((i) => x.shape.length - axes + i),
    );
    const scale = tf.rsqrt(tf.add(variance, eps));
    return [plain(tf.mul(less, scale)), plain(scale)];
  },
};
