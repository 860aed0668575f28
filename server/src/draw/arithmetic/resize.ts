/**
 * Which input positions a resized output position blends, and in which shares, as PyTorch does it
 * (https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html; ATen/native/UpSample.h).
 */
import type { ResizeLayer } from './layer';
import type { Tap } from './strip';

/** Keys 1981, "Cubic convolution interpolation", with the a that PyTorch uses. */
const CUBIC_A = -0.75;

export function resizeTaps(layer: ResizeLayer, axis: number, output: number): Tap[] {
  const given = layer.axes[axis];
  if (given === undefined) return [];
  const shares = new Map<number, number>();
  for (const [place, share] of sharesOf(layer, given, output)) {
    const inside = Math.min(Math.max(place, 0), given.input - 1);
    shares.set(inside, (shares.get(inside) ?? 0) + share);
  }
  return [...shares].map(([at, weight]) => ({ at, kernel: undefined, weight }));
}

type Share = readonly [place: number, share: number];

function sharesOf(layer: ResizeLayer, axis: ResizeLayer['axes'][number], o: number): Share[] {
  const { input, output, step } = axis;
  switch (layer.mode) {
    case 'nearest':
      return [[Math.floor(o * step), 1]];
    case 'nearest-exact':
      return [[Math.floor((o + 0.5) * step), 1]];
    case 'linear': {
      const source = layer.alignCorners ? corners(input, output, o) : Math.max(0, step * (o + 0.5) - 0.5);
      const low = Math.floor(source);
      const part = source - low;
      const here: Share = [low, 1 - part];
      return part === 0 ? [here] : [here, [low + 1, part]];
    }
    case 'cubic': {
      const source = layer.alignCorners ? corners(input, output, o) : step * (o + 0.5) - 0.5;
      const low = Math.floor(source);
      return [-1, 0, 1, 2].map((k): Share => [low + k, cubic(source - (low + k))]);
    }
    case 'area': {
      const first = Math.floor((o * input) / output);
      const count = Math.ceil(((o + 1) * input) / output) - first;
      return Array.from({ length: count }, (_, k): Share => [first + k, 1 / count]);
    }
  }
}

const corners = (input: number, output: number, o: number): number =>
  output === 1 ? 0 : (o * (input - 1)) / (output - 1);

function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
  return x < 2 ? ((CUBIC_A * x - 5 * CUBIC_A) * x + 8 * CUBIC_A) * x - 4 * CUBIC_A : 0;
}
