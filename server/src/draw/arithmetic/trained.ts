/** Kernels of a convolution's weights, each as one that can be slid over a grey picture. */
import type { NamedKernel, Picture } from './picture';

/** Filters × channels × rows × columns, row-major; as many filters as were asked for. */
export interface FilterWeights {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A picture's channels: over a grey picture they see the same, so that their kernels add up. */
const COLOURS = 3;

/**
 * One kernel for each filter. Of a layer that looks at a picture it is the sum over the channels, which is what the
 * filter does with a grey picture; further on it is the channel with the largest norm. Empty: no filters over images.
 */
export function trainedKernels({ shape, data }: FilterWeights): readonly NamedKernel[] {
  const [filters = 0, channels = 0, rows = 0, columns = 0] = shape;
  if (shape.length !== 4 || data.length < filters * channels * rows * columns) return [];
  const area = rows * columns;
  const plane = (filter: number, channel: number): Float32Array => {
    const start = (filter * channels + channel) * area;
    return data.subarray(start, start + area);
  };
  return Array.from({ length: filters }, (_, filter): NamedKernel => {
    const planes = Array.from({ length: channels }, (_, channel) => plane(filter, channel));
    if (channels <= COLOURS) {
      const what =
        channels === 1 ? 'As trained.' : `As trained, its ${channels} channels added up: the picture is grey.`;
      return { name: `Filter ${filter}`, what, rows: inRows(summed(planes, area), columns) };
    }
    const strongest = planes.reduce((best, one, i) => (norm(one) > norm(planes[best] ?? one) ? i : best), 0);
    const name = `Filter ${filter}, channel ${strongest}`;
    const what = `As trained: of its ${channels} channels the one with the largest weights.`;
    return { name, what, rows: inRows(planes[strongest] ?? [], columns) };
  });
}

function summed(planes: readonly Float32Array[], area: number): number[] {
  return Array.from({ length: area }, (_, i) => planes.reduce((sum, one) => sum + (one[i] ?? 0), 0));
}

const norm = (plane: Float32Array): number => plane.reduce((sum, weight) => sum + weight * weight, 0);

const inRows = (plane: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: Math.round(plane.length / columns) }, (_, r) =>
    Array.from({ length: columns }, (_, c) => plane[r * columns + c] ?? 0),
  );

/** Grey is nothing, and the largest answer is black or white: trained kernels know no brightness. */
export function inGreys({ width, height, values }: Picture): Picture {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  return { width, height, values: values.map((value) => 0.5 + value / (2 * most)) };
}
