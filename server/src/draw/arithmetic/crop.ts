/** A corner of a large layer: as many cells as it takes to see the window move, at their true indices. */
import type { SlidingLayer, WindowAxis } from './layer';
import { outputSize } from './strip';

/** Drawn whole up to this many cells along an axis. */
const WHOLE = 14;
/** No corner of an adaptive pool is drawn with more. */
const MOST = 48;

export interface Crop<Layer extends SlidingLayer = SlidingLayer> {
  readonly layer: Layer;
  /** Axis by axis: how many positions of the input are drawn, where these are not all. */
  readonly cut: readonly (number | undefined)[];
}

/** undefined: there is no corner that is both small and true. */
export function cropped(layer: SlidingLayer): Crop | undefined {
  switch (layer.kind) {
    case 'conv':
    case 'max':
    case 'average':
    case 'power':
    case 'transposed': {
      const axes = layer.axes.map((axis) => cropWindow(axis, layer.kind === 'transposed'));
      return { layer: { ...layer, axes }, cut: cuts(layer.axes, axes) };
    }
    case 'adaptive': {
      const axes = layer.axes.map((axis) => cropResized(axis));
      if (axes.some(({ input }) => input > MOST)) return undefined;
      return { layer: { ...layer, axes }, cut: cuts(layer.axes, axes) };
    }
    case 'resize': {
      const axes = layer.axes.map((axis) => ({ ...axis, ...cropResized(axis) }));
      // Corners that are aligned depend on the whole size.
      const isCut = axes.some(({ input }, i) => input !== layer.axes[i]?.input);
      if (axes.some(({ input }) => input > MOST) || (layer.alignCorners && isCut)) return undefined;
      return { layer: { ...layer, axes }, cut: cuts(layer.axes, axes) };
    }
  }
}

const cuts = (
  all: readonly { readonly input: number }[],
  shown: readonly { readonly input: number }[],
): (number | undefined)[] => all.map(({ input }, i) => (shown[i]?.input === input ? undefined : shown[i]?.input));

/** The window and two more steps; at the cut end there is no padding. */
function cropWindow(axis: WindowAxis, isTransposed: boolean): WindowAxis {
  const extent = axis.dilation * (axis.kernel - 1) + 1;
  const needed = isTransposed
    ? Math.ceil(extent / axis.stride) + 2
    : Math.max(extent - axis.before + 2 * axis.stride, 7);
  if (axis.input <= Math.max(isTransposed ? WHOLE / 2 : WHOLE, needed)) return axis;
  return { ...axis, input: needed, after: isTransposed ? extent - 1 : 0, outputPadding: 0, ceil: false };
}

/** The first windows of a size that has been asked for: their share of the input is the same as in the whole. */
function cropResized<Axis extends { readonly input: number; readonly output: number }>(axis: Axis): Axis {
  if (axis.input <= WHOLE && axis.output <= 2 * WHOLE) return axis;
  const [input, output] = inLowestTerms(axis.input, axis.output);
  const times = Math.max(1, Math.floor(WHOLE / Math.max(input, output / 2)));
  return { ...axis, input: input * times, output: output * times };
}

/** A corner of in : out = 7·32 : 7 is 32 : 1, and its windows stand where they stand in the whole. */
function inLowestTerms(a: number, b: number): readonly [number, number] {
  const shared = divisor(a, b);
  return [a / shared, b / shared];
}

const divisor = (a: number, b: number): number => (b === 0 ? Math.max(1, a) : divisor(b, a % b));

/** Whether every axis has at least one output position. */
export const isPossible = (layer: SlidingLayer): boolean => layer.axes.every((_, axis) => outputSize(layer, axis) > 0);
