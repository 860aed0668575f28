/** The arithmetic in words, with live numbers: the size of the result, and what one output number reads. */
import type { Channels, NormLayer, SlidingLayer, WindowAxis } from './layer';
import { outputSize, stripOf } from './strip';

/** `⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112` for one axis. */
export function sizeFormula(layer: SlidingLayer, axis: number): string {
  const out = outputSize(layer, axis);
  switch (layer.kind) {
    case 'adaptive':
      return `${out}, as asked for, from ${layer.axes[axis]?.input ?? 0}`;
    case 'resize': {
      const { input = 0, step = 1 } = layer.axes[axis] ?? {};
      return `⌊${input} × ${rounded(1 / step)}⌋ = ${out}`;
    }
    case 'conv':
    case 'max':
    case 'average':
    case 'power':
    case 'transposed': {
      const given = layer.axes[axis];
      return given === undefined ? '' : windowFormula(layer.kind, given, out);
    }
  }
}

function windowFormula(kind: string, axis: WindowAxis, out: number): string {
  const { input, kernel, stride, before, after, dilation, outputPadding, ceil } = axis;
  if (kind === 'transposed')
    return `(${input} − 1)·${stride} − 2·${before} + ${dilation}·(${kernel}−1) + ${outputPadding} + 1 = ${out}`;
  const padding = before === after ? `2·${before}` : `${before} + ${after}`;
  const [open, close] = ceil ? ['⌈', '⌉'] : ['⌊', '⌋'];
  return `${open}(${input} + ${padding} − ${dilation}·(${kernel}−1) − 1)/${stride}${close} + 1 = ${out}`;
}

/** The same with letters, for reading along. */
export function letterFormula(kind: SlidingLayer['kind'], ceil: boolean): string {
  switch (kind) {
    case 'transposed':
      return 'out = (in − 1)·s − 2·p + d·(k−1) + output_padding + 1';
    case 'adaptive':
      return 'window o: from ⌊o·in/out⌋ up to ⌈(o+1)·in/out⌉';
    case 'resize':
      return 'out = ⌊in × scale⌋';
    case 'conv':
    case 'max':
    case 'average':
    case 'power':
      return `out = ${ceil ? '⌈' : '⌊'}(in + 2·p − d·(k−1) − 1)/s${ceil ? '⌉' : '⌋'} + 1`;
  }
}

/** What one position along one axis reads: "1 to 3" or "padding, 0, 1". */
export function readPositions(layer: SlidingLayer, axis: number, output: number): string {
  const { cells, taps } = stripOf(layer, axis);
  const read = taps(output).map(({ at }) => cells[at]);
  const indices = read.flatMap((cell) => (cell?.kind === 'input' ? [cell.index] : []));
  const holes = read.filter((cell) => cell?.kind === 'hole').length;
  const outside = read.length - indices.length - holes;
  const parts = [
    rangeText(indices),
    ...(outside > 0 ? [`${outside} of padding`] : []),
    ...(holes > 0 ? [`${holes} between`] : []),
  ];
  return parts.filter((part) => part !== '').join(' and ');
}

function rangeText(indices: readonly number[]): string {
  const [first] = indices;
  const last = indices.at(-1);
  if (first === undefined || last === undefined) return '';
  if (indices.length === 1) return String(first);
  return indices.every((index, i) => index === first + i) ? `${first} to ${last}` : indices.join(', ');
}

/** How channels meet: "each of 128 filters reads all 64 channels". */
export function channelText(layer: SlidingLayer): string {
  const { input, output, groups } = layer.channels;
  if (layer.kind !== 'conv' && layer.kind !== 'transposed') return `each of ${input} channels by itself`;
  if (groups === 1) return `each of ${output} filters reads all ${input} channels`;
  const depthwise = groups === input;
  if (depthwise)
    return `depthwise: each of ${output} filters reads one channel${output > input ? `, ${output / input} filters a channel` : ''}`;
  return `${groups} groups: each of ${output} filters reads ${input / groups} of ${input} channels`;
}

/** Numbers that one output number is the sum of. */
export function termsOf(layer: SlidingLayer): number {
  if (layer.kind === 'adaptive' || layer.kind === 'resize') return 0;
  const kernel = layer.axes.reduce((product, axis) => product * axis.kernel, 1);
  return layer.kind === 'conv' || layer.kind === 'transposed' ? kernel * perFilter(layer.channels) : kernel;
}

const perFilter = ({ input, groups }: Channels): number => input / groups;

export function normText(layer: NormLayer): string {
  const [n = 1, c = 1, ...rest] = layer.shape;
  const space = rest.reduce((product, size) => product * size, 1);
  switch (layer.norm) {
    case 'batch':
      return `one mean and variance a channel (${c}), over the ${n} samples and ${space} positions`;
    case 'instance':
      return `one mean and variance for each channel of each sample (${n * c}), over its ${space} positions`;
    case 'group':
      return `one mean and variance for each of ${layer.groups} groups of ${c / layer.groups} channels of each sample, over ${(c / layer.groups) * space} numbers`;
    case 'layer': {
      const averaged = layer.shape.slice(-layer.lastAxes).reduce((product, size) => product * size, 1);
      return `one mean and variance over the last ${layer.lastAxes === 1 ? 'axis' : `${layer.lastAxes} axes`} (${averaged} numbers)`;
    }
    case 'local':
      return 'each number is divided by the energy of neighbouring channels at its position';
  }
}

const rounded = (value: number): string => String(Number(value.toPrecision(6)));

/** Names of PyTorch's arguments that a person may turn. */
export function turnable(layer: SlidingLayer): readonly (keyof WindowAxis)[] {
  switch (layer.kind) {
    case 'conv':
    case 'max':
      return ['kernel', 'stride', 'before', 'dilation'];
    case 'transposed':
      return ['kernel', 'stride', 'before', 'dilation', 'outputPadding'];
    case 'average':
      return ['kernel', 'stride', 'before'];
    case 'power':
      return ['kernel', 'stride'];
    case 'adaptive':
    case 'resize':
      return [];
  }
}
