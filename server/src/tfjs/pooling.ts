/** Pools of any rank: channels last, one axis after the other where the sum allows it. */
import type { Window } from '../program';
import { at, type Form, type FormContext, product, type Tensor, type Tf } from './form';
import { along, around, chosen, putBack, repeated, spaced } from './moving';
import { kernelPlaces } from './places';

type Pools = 'maxPool' | 'sumPool' | 'spread';

/** Below every number that is not −∞. */
const LOWEST = -3.4028234663852886e38;

/** One axis of a pool. */
interface Along {
  readonly axis: number;
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly dilation: number;
  /** Sizes before and after. */
  readonly size: number;
  readonly out: number;
}

/** Numbers needed behind the input, so that the last window is whole; negative: what no window reads. */
const behind = ({ kernel, stride, before, dilation, size, out }: Along): number =>
  (out - 1) * stride + (kernel - 1) * dilation + 1 - size - before;

const isTiled = (a: Along): boolean =>
  a.dilation === 1 && a.before === 0 && a.kernel === a.stride && behind(a) === 0 && a.kernel > 1;

function axesOf(
  window: Window & { readonly kernel: readonly number[] },
  x: readonly number[],
  y: readonly number[],
): Along[] {
  return window.kernel.map((kernel, i) => ({
    axis: i + 1,
    kernel,
    stride: at(window.stride, i),
    before: at(window.before, i),
    dilation: at(window.dilation, i),
    size: at(x, i + 2),
    out: at(y, i + 2),
  }));
}

const add = (tf: Tf, terms: readonly Tensor[]): Tensor => terms.reduce((sum, term) => tf.add(sum, term));

function summed(tf: Tf, x: Tensor, a: Along): Tensor {
  const { axis, kernel, out, stride, dilation } = a;
  if (kernel === 1 && stride === 1 && a.before === 0 && behind(a) === 0) return x;
  if (isTiled(a)) return tf.sum(tf.reshape(x, x.shape.toSpliced(axis, 1, out, kernel)), axis + 1);
  const padded = around(tf, x, axis, a.before, behind(a));
  return add(
    tf,
    Array.from({ length: kernel }, (_, k) => along(tf, padded, axis, k * dilation, stride, out)),
  );
}

/** Each number at every place of its window, along one axis. */
function handedBack(tf: Tf, y: Tensor, a: Along): Tensor {
  const { axis, kernel, size, stride, before, dilation } = a;
  if (isTiled(a)) {
    const apart = tf.reshape(y, y.shape.toSpliced(axis + 1, 0, 1));
    return tf.reshape(repeated(tf, apart, axis + 1, kernel), y.shape.with(axis, size));
  }
  const wide = spaced(tf, y, axis, stride);
  return add(
    tf,
    Array.from({ length: kernel }, (_, k) => putBack(tf, wide, axis, k * dilation - before, 1, size)),
  );
}

/** The largest by comparing the places of the window in order; then, from the last place on, where it stands. */
function maxPool({ tf, attributes, inputs, outputs, constant }: FormContext<'maxPool'>): ReturnType<Form<'maxPool'>> {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  const axes = axesOf(attributes, x.shape, y.shape);
  const padded = axes.reduce((p, a) => around(tf, p, a.axis, a.before, behind(a), LOWEST), x.in('last'));
  const strides = axes.map((_, i) => product(x.shape.slice(i + 3)));
  const positions = kernelPlaces(attributes.kernel);
  const parts = positions.map((place) =>
    axes.reduce((p, a, i) => along(tf, p, a.axis, at(place, i) * a.dilation, a.stride, a.out), padded),
  );
  const largest = parts.reduce((most, part) => tf.maximum(most, part));
  const offset = (n: number): Tensor =>
    constant(`offset ${n}`, () =>
      tf.scalar(axes.reduce((sum, a, i) => sum + at(at(positions, n), i) * a.dilation * at(strides, i), 0)),
    );
  let found = offset(parts.length - 1);
  for (let n = parts.length - 2; n >= 0; n--) found = chosen(tf, tf.equal(at(parts, n), largest), offset(n), found);
  const corner = constant('corner', () =>
    axes.reduce<Tensor>(
      (sum, a, i) => {
        const first = Array.from({ length: a.out }, (_, o) => (o * a.stride - a.before) * at(strides, i));
        return tf.add(sum, tf.tensor(first, [1, ...axes.map((b) => (b === a ? a.out : 1)), 1]));
      },
      tf.zeros([at(y.shape, 0), ...y.shape.slice(2), at(y.shape, 1)]),
    ),
  );
  return [
    { tensor: parts.length === 1 ? tf.clone(largest) : largest, layout: 'last' },
    { tensor: tf.add(corner, found), layout: 'last' },
  ];
}

export const pooling: { readonly [N in Pools]: Form<N> } = {
  maxPool,
  sumPool: ({ tf, attributes, inputs, outputs }) => {
    const x = at(inputs, 0);
    const axes = axesOf(attributes, x.shape, at(outputs, 0).shape);
    return [{ tensor: axes.reduce((sum, a) => summed(tf, sum, a), x.in('last')), layout: 'last' }];
  },
  spread: ({ tf, attributes, inputs, outputs }) => {
    const y = at(inputs, 0);
    const axes = axesOf(attributes, at(outputs, 0).shape, y.shape);
    return [{ tensor: axes.reduce((sum, a) => handedBack(tf, sum, a), y.in('last')), layout: 'last' }];
  },
};
