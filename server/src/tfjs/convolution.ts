/**
 * Convolutions and their gradients, channels last. The library has them in two dimensions, without groups, and with
 * stride or dilation 1; everything else is composed of those, of slices and of products of matrices.
 */
import type * as Tfjs from '@tensorflow/tfjs-core';
import type { Attributes } from '../program';
import { depthwise, depthwiseInput, depthwiseWeight } from './depthwise';
import { at, type Form, type FormContext, product, range, type Tensor, type Tf } from './form';
import { along, around, flipped, spaced } from './moving';
import { kernelPlaces } from './places';

type Convolutions = 'conv' | 'convInput' | 'convWeight';

/** A convolution of any rank without groups: x [B, …S, C], filters [K…, C, F] → [B, …O, F]. */
export interface Slide {
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly dilation: readonly number[];
}

/** Filters [F, C, K…] of the program as [K…, C, F]. */
const channelsLast = (tf: Tf, filters: Tensor): Tensor =>
  tf.transpose(filters, [...range(filters.shape.length - 2).map((i) => i + 2), 1, 0]);
const channelsFirst = (tf: Tf, filters: Tensor): Tensor => {
  const rank = filters.shape.length;
  return tf.transpose(filters, [rank - 1, rank - 2, ...range(rank - 2)]);
};

const padded = (tf: Tf, x: Tensor, { before, after }: Slide): Tensor =>
  before.reduce((p, count, i) => around(tf, p, i + 1, count, at(after, i)), x);

const bare = (n: number): { readonly before: number[]; readonly after: number[] } => ({
  before: new Array<number>(n).fill(0),
  after: new Array<number>(n).fill(0),
});

/** Without padding. */
function slid(tf: Tf, x: Tensor, filters: Tensor, { stride, dilation }: Slide): Tensor {
  const [batch = 1, ...rest] = x.shape;
  if (stride.length === 1) {
    const [size = 1, channels = 1] = rest;
    const flat = slid(tf, tf.reshape(x, [batch, 1, size, channels]), tf.reshape(filters, [1, ...filters.shape]), {
      stride: [1, ...stride],
      dilation: [1, ...dilation],
      ...bare(2),
    });
    return tf.reshape(flat, [batch, ...flat.shape.slice(2)]);
  }
  if (stride.length > 2) return slidByDepth(tf, x, filters, { stride, dilation, ...bare(stride.length) });
  const [sh = 1, sw = 1] = stride;
  const [dh = 1, dw = 1] = dilation;
  const isOne = (sh === 1 && sw === 1) || (dh === 1 && dw === 1);
  const [input, weights] = [inFour(tf, x), inFour(tf, filters)];
  if (isOne) return tf.conv2d(input, weights, [sh, sw], 'valid', 'NHWC', [dh, dw]);
  const dense = tf.conv2d(input, weights, 1, 'valid', 'NHWC', [dh, dw]);
  return thinned(tf, dense, stride);
}

function inFour(tf: Tf, x: Tensor): Tfjs.Tensor4D {
  const [a = 1, b = 1, c = 1, d = 1] = x.shape;
  return tf.reshape<Tfjs.Rank.R4>(x, [a, b, c, d]);
}

/** What a stride leaves of a convolution that was done at every place. */
const thinned = (tf: Tf, y: Tensor, stride: readonly number[]): Tensor =>
  stride.reduce((part, step, i) => {
    const size = at(part.shape, i + 1);
    return along(tf, part, i + 1, 0, step, Math.floor((size - 1) / step) + 1);
  }, y);

/** The sum over the first axis of the kernel of convolutions with one axis less. */
function slidByDepth(tf: Tf, x: Tensor, filters: Tensor, { stride, dilation }: Slide): Tensor {
  const [batch = 1, depth = 1, ...rest] = x.shape;
  const [taps = 1, ...kernel] = filters.shape;
  const [step = 1, gap = 1] = [stride[0], dilation[0]];
  const out = Math.floor((depth - (taps - 1) * gap - 1) / step) + 1;
  const inner = { stride: stride.slice(1), dilation: dilation.slice(1), ...bare(stride.length - 1) };
  const sum = range(taps)
    .map((tap) => {
      const part = tf.reshape(along(tf, x, 1, tap * gap, step, out), [batch * out, ...rest]);
      return slid(tf, part, tf.reshape(along(tf, filters, 0, tap, 1, 1), kernel), inner);
    })
    .reduce((a, b) => tf.add(a, b));
  return tf.reshape(sum, [batch, out, ...sum.shape.slice(1)]);
}

/** Channels of x and of y, and filters, of each group by themselves. */
function byGroups(
  tf: Tf,
  groups: number,
  tensors: readonly Tensor[],
  axes: readonly number[],
  f: (parts: readonly Tensor[]) => Tensor,
): Tensor[] {
  return range(groups).map((g) =>
    f(
      tensors.map((x, i) => {
        const axis = at(axes, i);
        const size = at(x.shape, axis) / groups;
        return groups === 1 ? x : along(tf, x, axis, g * size, 1, size);
      }),
    ),
  );
}

const isDepthwise = (groups: number, filters: readonly number[]): boolean => groups > 1 && filters[1] === 1;

function conv({ tf, attributes, inputs }: FormContext<'conv'>): ReturnType<Form<'conv'>> {
  const [x, w] = [padded(tf, at(inputs, 0).in('last'), attributes), at(inputs, 1).in('plain')];
  if (isDepthwise(attributes.groups, w.shape)) return [{ tensor: depthwise(tf, x, w, attributes), layout: 'last' }];
  const parts = byGroups(tf, attributes.groups, [x, w], [x.shape.length - 1, 0], ([part = x, filters = w]) =>
    slid(tf, part, channelsLast(tf, filters), attributes),
  );
  return [{ tensor: joined(tf, parts), layout: 'last' }];
}

const joined = (tf: Tf, parts: readonly Tensor[]): Tensor =>
  parts.length === 1 ? at(parts, 0) : tf.concat([...parts], at(parts, 0).shape.length - 1);

/** What must stand around y, once its strides are zeros, so that sliding the turned filters over it gives x. */
function reversed(
  { before, stride, dilation }: Attributes['conv'],
  kernel: readonly number[],
  x: readonly number[],
  y: readonly number[],
): Slide {
  const reach = kernel.map((k, i) => (k - 1) * at(dilation, i));
  const first = reach.map((r, i) => r - at(before, i));
  const wide = y.map((size, i) => (size - 1) * at(stride, i) + 1);
  return {
    stride: kernel.map(() => 1),
    dilation,
    before: first,
    after: x.map((size, i) => size + at(reach, i) - at(wide, i) - at(first, i)),
  };
}

function convInput({ tf, attributes, inputs, outputs }: FormContext<'convInput'>): ReturnType<Form<'convInput'>> {
  const [y, w, x] = [at(inputs, 0), at(inputs, 1).in('plain'), at(outputs, 0)];
  const kernel = w.shape.slice(2);
  const back = reversed(attributes, kernel, x.shape.slice(2), y.shape.slice(2));
  const wide = attributes.stride.reduce((p, step, i) => spaced(tf, p, i + 1, step), y.in('last'));
  const around_ = padded(tf, wide, back);
  const turned = kernel.reduce((f, _, i) => flipped(tf, f, i + 2), w);
  if (isDepthwise(attributes.groups, w.shape))
    return [{ tensor: depthwiseInput(tf, around_, turned, back, attributes.groups), layout: 'last' }];
  const parts = byGroups(
    tf,
    attributes.groups,
    [around_, turned],
    [around_.shape.length - 1, 0],
    ([part = wide, filters = w]) => slid(tf, part, tf.transpose(filters, [...kernel.map((_, i) => i + 2), 0, 1]), back),
  );
  return [{ tensor: joined(tf, parts), layout: 'last' }];
}

function convWeight(c: FormContext<'convWeight'>): ReturnType<Form<'convWeight'>> {
  const { tf, attributes, inputs, outputs, traits } = c;
  const [y, shape] = [at(inputs, 1).in('last'), at(outputs, 0).shape];
  const kernel = shape.slice(2);
  const { stride, dilation, groups, before } = attributes;
  const space = at(inputs, 0).shape.slice(2);
  const out = at(inputs, 1).shape.slice(2);
  // Exactly what the windows read.
  const after = kernel.map(
    (k, i) => (at(out, i) - 1) * at(stride, i) + (k - 1) * at(dilation, i) + 1 - at(space, i) - at(before, i),
  );
  const x = padded(tf, at(inputs, 0).in('last'), { ...attributes, after });
  if (traits.ownFilterGradient && kernel.length === 2 && groups === 1 && dilation.every((d) => d === 1)) {
    const found = tf.engine().runKernel(
      'Conv2DBackpropFilter',
      { x, dy: y },
      {
        strides: [...stride],
        pad: 'valid',
        dataFormat: 'NHWC',
        filterShape: [...kernel, shape[1] ?? 1, shape[0] ?? 1],
      },
    );
    return [{ tensor: channelsFirst(tf, one(found)), layout: 'plain' }];
  }
  const taps = kernelPlaces(kernel).map((place) => {
    const part = place.reduce((p, k, i) => along(tf, p, i + 1, k * at(dilation, i), at(stride, i), at(out, i)), x);
    return isDepthwise(groups, shape) ? depthwiseWeight(tf, part, y) : productOf(tf, part, y, groups);
  });
  // [K, groups, C/groups, F/groups] → [F, C/groups, K…]
  const stacked = tf.stack(taps, 0);
  return [{ tensor: tf.reshape(tf.transpose(stacked, [1, 3, 2, 0]), [...shape]), layout: 'plain' }];
}

const one = (found: Tensor | Tensor[]): Tensor => (Array.isArray(found) ? at(found, 0) : found);

/** xᵀ·y over all places, group by group: [groups, C/groups, F/groups]. */
function productOf(tf: Tf, x: Tensor, y: Tensor, groups: number): Tensor {
  const rows = product(y.shape.slice(0, -1));
  const grouped = (t: Tensor): Tensor => {
    const each = at(t.shape, t.shape.length - 1) / groups;
    if (groups === 1) return tf.reshape(t, [1, rows, each]);
    return tf.transpose(tf.reshape(t, [rows, groups, each]), [1, 0, 2]);
  };
  return tf.matMul(grouped(x), grouped(y), true, false);
}

export const convolution: { readonly [N in Convolutions]: Form<N> } = { conv, convInput, convWeight };
