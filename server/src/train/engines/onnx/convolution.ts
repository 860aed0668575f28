/**
 * Convolutions and their gradients with standard ops only. The gradient of the filters is a product of matrices for
 * each place of the kernel, which is two to three times as fast as a convolution with its operands exchanged.
 */
import type { Attributes } from '../../../program';
import { at, type Form, type FormContext, product, sizes, type Typed } from './form';
import type { Writer } from './writer';

type ConvolutionName = 'conv' | 'convInput' | 'convWeight';

const windowOf = ({ stride, before, after, dilation, groups }: Attributes['conv'], kernel: readonly number[]) => ({
  kernel_shape: kernel,
  strides: stride,
  pads: [...before, ...after],
  dilations: dilation,
  group: groups,
});

const kernelOf = (w: Typed): number[] => sizes(w).slice(2);

/** What a transposed convolution must add so that its result has the size that is wanted. */
function outputPadding(
  window: Attributes['conv'],
  kernel: readonly number[],
  x: readonly unknown[],
  y: readonly unknown[],
): number[] {
  return kernel.map((k, i) => {
    const reach = (k - 1) * at(window.dilation, i) + 1;
    const size = (Number(y[i]) - 1) * at(window.stride, i) + reach - at(window.before, i) - at(window.after, i);
    return Number(x[i]) - size;
  });
}

function convInput({ w, attributes, inputs, outputs }: FormContext<'convInput'>): void {
  const [y, filters, x] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const kernel = kernelOf(filters);
  if (attributes.stride.every((s) => s === 1) && turnedAround({ w, y, filters, x, kernel }, attributes)) return;
  const extra = outputPadding(attributes, kernel, x.shape.slice(2), y.shape.slice(2));
  w.node('ConvTranspose', [y.name, filters.name], { ...windowOf(attributes, kernel), output_padding: extra }, x.name);
}

interface Turned {
  readonly w: Writer;
  readonly y: Typed;
  readonly filters: Typed;
  readonly x: Typed;
  readonly kernel: readonly number[];
}

/** Channels below which a convolution is a product of too narrow a matrix. */
const FEW = 12;

/** With stride 1 it is a convolution by the filters turned around, which is faster. False: it does not fit. */
function turnedAround({ w, y, filters, x, kernel }: Turned, { before, dilation, groups }: Attributes['conv']): boolean {
  const space = sizesOfSpace(x);
  const out = sizesOfSpace(y);
  const reach = kernel.map((k, i) => (k - 1) * at(dilation, i));
  const first = reach.map((r, i) => r - at(before, i));
  const last = space.map((size, i) => size - at(out, i) + at(reach, i) - at(first, i));
  if ([...first, ...last].some((n) => n < 0)) return false;
  const [count = 1, perGroup = 1] = sizes(filters);
  if (perGroup < FEW && groups === 1) return false;
  const axes = kernel.map((_, i) => i + 2);
  const flipped = kernel.every((k) => k === 1)
    ? filters.name
    : w.node('Slice', [
        filters.name,
        w.ints(kernel.map((k) => k - 1)),
        w.ints(axes.map(() => -(2 ** 31))),
        w.ints(axes),
        w.ints(axes.map(() => -1)),
      ]);
  const apart = w.node('Reshape', [flipped, w.ints([groups, count / groups, perGroup, ...kernel])]);
  const turned = w.node('Transpose', [apart], { perm: [0, 2, 1, ...axes.map((i) => i + 1)] });
  const weights = w.node('Reshape', [turned, w.ints([groups * perGroup, count / groups, ...kernel])]);
  w.node(
    'Conv',
    [y.name, weights],
    {
      kernel_shape: kernel,
      strides: kernel.map(() => 1),
      pads: [...first, ...last],
      dilations: dilation,
      group: groups,
    },
    x.name,
  );
  return true;
}

const sizesOfSpace = ({ shape }: Typed): number[] => shape.slice(2).map(Number);

/** Kernels of more places than this go the other way. */
const MOST_TAPS = 30;

function convWeight(c: FormContext<'convWeight'>): void {
  const { attributes, outputs } = c;
  const kernel = kernelOf(at(outputs, 0));
  if (product(kernel) > MOST_TAPS) swapped(c, kernel);
  else if (attributes.groups === 1) denseByTaps(c, kernel);
  else
    byTaps(
      c,
      kernel,
      sizes(at(outputs, 0))[1] === 1 && attributes.groups === sizes(at(outputs, 0))[0] ? depthwiseTaps : groupedTaps,
    );
}

/** dW as a convolution of x by dY with stride and dilation exchanged, channels and batch too. */
function swapped({ w, attributes, inputs, outputs }: FormContext<'convWeight'>, kernel: readonly number[]): void {
  const [x, y, filters] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const [batch = 1, channels = 1, ...space] = sizes(x);
  const out = sizes(y).slice(2);
  const { groups, stride, dilation, before } = attributes;
  const perGroup = channels / groups;
  const n = kernel.length;
  // x as [C/G, G·B, S]
  const apart = w.node('Reshape', [x.name, w.ints([batch, groups, perGroup, ...space])]);
  const turned = w.node('Transpose', [apart], { perm: [2, 1, 0, ...space.map((_, i) => i + 3)] });
  const first = w.node('Reshape', [turned, w.ints([perGroup, groups * batch, ...space])]);
  const second = w.node('Transpose', [y.name], { perm: [1, 0, ...space.map((_, i) => i + 2)] });
  const after = kernel.map(
    (k, i) => (at(out, i) - 1) * at(stride, i) + (k - 1) * at(dilation, i) + 1 - at(space, i) - at(before, i),
  );
  const cut = after.flatMap((size, i) => (size < 0 ? [i] : []));
  const data =
    cut.length === 0
      ? first
      : w.node('Slice', [
          first,
          w.ints(cut.map(() => 0)),
          w.ints(cut.map((i) => at(space, i) + at(after, i))),
          w.ints(cut.map((i) => i + 2)),
        ]);
  const found = w.node('Conv', [data, second], {
    kernel_shape: out,
    strides: dilation,
    dilations: stride,
    pads: [...before, ...after.map((size) => Math.max(size, 0))],
    group: groups,
  });
  w.node('Transpose', [found], { perm: [1, 0, ...Array.from({ length: n }, (_, i) => i + 2)] }, filters.name);
}

interface Taps {
  readonly w: Writer;
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  /** Places of y. */
  readonly places: number;
}

/** Gradient of the filters at one place of the kernel, as [filters, channels/groups, 1], from x there [B, C, O]. */
type TapRule = (t: Taps, y: string) => (x: string) => string;

const groupedTaps: TapRule = ({ w, batch, filters, channels, groups, places }, y) => {
  const left = w.node('Reshape', [y, w.ints([batch, groups, filters / groups, places])]);
  return (x) => {
    const right = w.node('Reshape', [x, w.ints([batch, groups, channels / groups, places])]);
    const each = w.node('MatMul', [left, w.node('Transpose', [right], { perm: [0, 1, 3, 2] })]);
    const sum = w.node('ReduceSum', [each, w.ints([0])], { keepdims: 0 });
    return w.node('Reshape', [sum, w.ints([filters, channels / groups, 1])]);
  };
};

const depthwiseTaps: TapRule =
  ({ w, filters }, y) =>
  (x) => {
    const sum = w.node('ReduceSum', [w.node('Mul', [x, y]), w.ints([0, 2])], { keepdims: 0 });
    return w.node('Reshape', [sum, w.ints([filters, 1, 1])]);
  };

function byTaps(
  { w, attributes, inputs, outputs }: FormContext<'convWeight'>,
  kernel: readonly number[],
  rule: TapRule,
): void {
  const [x, y, filters] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const [batch = 1, channels = 1, ...space] = sizes(x);
  const out = sizes(y).slice(2);
  const { before, stride, dilation, groups } = attributes;
  const places = product(out);
  const taps: Taps = { w, batch, channels, filters: at(sizes(filters), 0), groups, places };
  const tap = rule(taps, w.node('Reshape', [y.name, w.ints([batch, taps.filters, places])]));
  const after = behind(attributes, kernel, space, out);
  const isBare = [...before, ...after].every((n) => n === 0);
  const padded = isBare
    ? x.name
    : w.node('Pad', [x.name, w.ints([0, 0, ...before, 0, 0, ...after])], { mode: 'constant' });
  const axes = w.ints(kernel.map((_, i) => i + 2));
  const found = positions(kernel).map((position) => {
    const starts = position.map((k, i) => k * at(dilation, i));
    const ends = starts.map((start, i) => start + (at(out, i) - 1) * at(stride, i) + 1);
    const isWhole = isBare && product(kernel) === 1 && stride.every((s) => s === 1);
    const part = isWhole ? padded : w.node('Slice', [padded, w.ints(starts), w.ints(ends), axes, w.ints([...stride])]);
    return tap(w.node('Reshape', [part, w.ints([batch, channels, places])]));
  });
  stacked(w, found, filters);
}

/** Parts [filters, channels, 1] for each place of the kernel, as filters: side by side, then turned at once. */
function stacked(w: Writer, parts: readonly string[], filters: Typed): void {
  const shape = sizes(filters);
  const count = at(shape, 0) * at(shape, 1);
  const rows = parts.map((part) => w.node('Reshape', [part, w.ints([1, count])]));
  const whole =
    rows.length === 1 ? at(rows, 0) : w.node('Transpose', [w.node('Concat', rows, { axis: 0 })], { perm: [1, 0] });
  w.node('Reshape', [whole, w.ints(shape)], {}, filters.name);
}

/** Zeros that the window reads behind the input, up to its last place. */
const behind = (
  { before, stride, dilation }: Attributes['conv'],
  kernel: readonly number[],
  space: readonly number[],
  out: readonly number[],
): number[] =>
  kernel.map((k, i) =>
    Math.max((at(out, i) - 1) * at(stride, i) + (k - 1) * at(dilation, i) + 1 - at(space, i) - at(before, i), 0),
  );

/** One product of matrices for each place of the kernel: dY as [F, B·O] by x there as [B·O, C], channels last. */
function denseByTaps({ w, attributes, inputs, outputs }: FormContext<'convWeight'>, kernel: readonly number[]): void {
  const [x, y, filters] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const [batch = 1, channels = 1, ...space] = sizes(x);
  const out = sizes(y).slice(2);
  const { before, stride, dilation } = attributes;
  const rows = batch * product(out);
  const count = at(sizes(filters), 0);
  const turnedY = w.node('Transpose', [y.name], { perm: [1, 0, ...out.map((_, i) => i + 2)] });
  const left = w.node('Reshape', [turnedY, w.ints([count, rows])]);
  const last = w.node('Transpose', [x.name], { perm: [0, ...space.map((_, i) => i + 2), 1] });
  const after = behind(attributes, kernel, space, out);
  const isBare = [...before, ...after].every((n) => n === 0);
  const padded = isBare ? last : w.node('Pad', [last, w.ints([0, ...before, 0, 0, ...after, 0])], { mode: 'constant' });
  const axes = w.ints(kernel.map((_, i) => i + 1));
  const found = positions(kernel).map((position) => {
    const starts = position.map((k, i) => k * at(dilation, i));
    const ends = starts.map((start, i) => start + (at(out, i) - 1) * at(stride, i) + 1);
    const isWhole = isBare && product(kernel) === 1 && stride.every((s) => s === 1);
    const part = isWhole ? padded : w.node('Slice', [padded, w.ints(starts), w.ints(ends), axes, w.ints([...stride])]);
    return w.node('MatMul', [left, w.node('Reshape', [part, w.ints([rows, channels])])]);
  });
  stacked(w, found, filters);
}

/** All places of a kernel, the last axis fastest. */
export const positions = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>((all, size) => all.flatMap((p) => Array.from({ length: size }, (_, i) => [...p, i])), [[]]);

export const convolution: { readonly [N in ConvolutionName]: Form<N> } = {
  conv: ({ w, attributes, inputs, outputs }) => {
    const filters = at(inputs, 1);
    w.node('Conv', [at(inputs, 0).name, filters.name], windowOf(attributes, kernelOf(filters)), at(outputs, 0).name);
  },
  convInput,
  convWeight,
};
