/**
 * One axis of a sliding layer as a strip of cells under a window, for every kind of layer alike.
 *
 * A convolution or pool slides over its input between paddings. A transposed convolution is drawn as the convolution
 * that gives the same numbers: stride 1 over the input with `stride − 1` holes between its cells and d·(k−1) − p cells
 * of padding around (Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 4), with
 * the kernel turned around. Adaptive pools and resizing read the cells that PyTorch reads.
 */
import { convolved, pooled, transposed } from '../../arithmetic/window';
import type { Dim } from '../../symbolic';
import type { AdaptiveLayer, ResizeLayer, SlidingLayer, WindowAxis, WindowLayer } from './layer';
import { resizeTaps } from './resize';

export type Cell =
  | { readonly kind: 'input'; readonly index: number }
  /** Between the cells of a transposed convolution. */
  | { readonly kind: 'hole' }
  | { readonly kind: 'padding' };

/** One cell under the window. */
export interface Tap {
  /** Position in the strip. */
  readonly at: number;
  /** Which number of the kernel meets it; undefined for layers without one. */
  readonly kernel: number | undefined;
  /** Its share, where the layer itself says it (resizing, average pools). */
  readonly weight: number | undefined;
}

export interface Strip {
  readonly cells: readonly Cell[];
  readonly output: number;
  readonly taps: (output: number) => readonly Tap[];
}

export function stripOf(layer: SlidingLayer, axis: number): Strip {
  switch (layer.kind) {
    case 'adaptive':
      return adaptiveStrip(layer, axis);
    case 'resize':
      return resizeStrip(layer, axis);
    case 'transposed':
      return transposedStrip(windowAxis(layer, axis));
    case 'conv':
    case 'max':
    case 'average':
    case 'power':
      return windowStrip(layer, windowAxis(layer, axis));
  }
}

/** How many positions an axis has after the layer; 0 or less: PyTorch refuses it. */
export function outputSize(layer: SlidingLayer, axis: number): number {
  const given = layer.axes[axis];
  if (given === undefined) return 0;
  return 'output' in given ? given.output : windowOutput(layer.kind, given);
}

function windowAxis(layer: WindowLayer, axis: number): WindowAxis {
  const found = layer.axes[axis];
  if (found === undefined) throw new RangeError(`There is no axis ${axis}; the layer has ${layer.axes.length}.`);
  return found;
}

function windowOutput(kind: SlidingLayer['kind'], axis: WindowAxis): number {
  const { input, kernel, stride, before, after, dilation, outputPadding, ceil } = axis;
  const window = { kernel, stride, padding: before, dilation };
  if (kind === 'transposed') return whole(transposed(input, window, outputPadding));
  if (before === after) return whole(ceil ? pooled(input, window, true) : convolved(input, window));
  return Math.floor((input + before + after - dilation * (kernel - 1) - 1) / stride) + 1;
}

const whole = (size: Dim): number => (typeof size === 'number' ? size : 0);

const inputs = (count: number): Cell[] => Array.from({ length: count }, (_, index) => ({ kind: 'input', index }));
const paddings = (count: number): Cell[] => Array.from({ length: Math.max(0, count) }, () => ({ kind: 'padding' }));

function windowStrip(layer: WindowLayer, axis: WindowAxis): Strip {
  const { input, kernel, stride, before, after, dilation } = axis;
  const output = windowOutput(layer.kind, axis);
  const reach = Math.max(0, (output - 1) * stride + dilation * (kernel - 1) + 1);
  // ceil_mode lets the last window hang over the padded input.
  const hanging = Math.max(0, reach - (before + input + after));
  return {
    cells: [...paddings(before), ...inputs(input), ...paddings(after + hanging)],
    output,
    taps: (o) => places(o * stride, kernel, dilation).map((at, k) => ({ at, kernel: k, weight: undefined })),
  };
}

const places = (first: number, kernel: number, dilation: number): number[] =>
  Array.from({ length: kernel }, (_, k) => first + k * dilation);

function transposedStrip(axis: WindowAxis): Strip {
  const { input, kernel, stride, before, after, dilation, outputPadding } = axis;
  const reach = dilation * (kernel - 1);
  const spread = inputs(input).flatMap((cell, i): Cell[] =>
    i === 0 ? [cell] : [...Array.from({ length: stride - 1 }, (): Cell => ({ kind: 'hole' })), cell],
  );
  const cells = padOrCut(padOrCut(spread, reach - before, 'start'), reach - after + outputPadding, 'end');
  return {
    cells,
    output: windowOutput('transposed', axis),
    taps: (o) => places(o, kernel, dilation).map((at, k) => ({ at, kernel: kernel - 1 - k, weight: undefined })),
  };
}

/** A padding larger than the kernel reaches cuts cells away. */
function padOrCut(cells: readonly Cell[], count: number, end: 'start' | 'end'): readonly Cell[] {
  if (count < 0) return end === 'start' ? cells.slice(-count) : cells.slice(0, count);
  return end === 'start' ? [...paddings(count), ...cells] : [...cells, ...paddings(count)];
}

/** Output o reads from ⌊o·in/out⌋ up to, not including, ⌈(o+1)·in/out⌉ (ATen/native/AdaptivePooling.h). */
function adaptiveStrip({ axes, pool }: AdaptiveLayer, axis: number): Strip {
  const { input = 0, output = 0 } = axes[axis] ?? {};
  return {
    cells: inputs(input),
    output,
    taps: (o) => {
      const first = Math.floor((o * input) / output);
      const count = Math.ceil(((o + 1) * input) / output) - first;
      const weight = pool === 'average' ? 1 / count : undefined;
      return places(first, count, 1).map((at) => ({ at, kernel: undefined, weight }));
    },
  };
}

function resizeStrip(layer: ResizeLayer, axis: number): Strip {
  const { input = 0, output = 0 } = layer.axes[axis] ?? {};
  return { cells: inputs(input), output, taps: (o) => resizeTaps(layer, axis, o) };
}
