/**
 * The image as what is optimised (Olah et al. 2017, "Feature Visualization", Preconditioning): coefficients of cosines
 * scaled by 1/frequency in place of pixels, and opponent colours in place of red, green and blue, so that all
 * directions are about as likely as in photographs; then a sigmoid to the range of pixels. The cosine transform in
 * place of Fourier's has no seam where the border wraps around.
 */
import { cosines, transformed } from './cosines';

export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface Parametrisation {
  /** How many numbers describe an image. */
  readonly count: number;
  /** Spread of the numbers to begin with. */
  readonly spread: number;
  /** Pixels from 0 to 1, row-major [C, height, width]. */
  readonly image: (coefficients: Float32Array) => Float32Array;
  /** The gradient of the coefficients from that of the pixels; `image` is that of the coefficients. */
  readonly back: (gradient: Float32Array, image: Float32Array) => Float32Array;
}

/** Red, green and blue of brightness, red against blue, and green against both, by their usual spread (Ruderman et al. 1998). */
const OPPONENTS: readonly (readonly [number, number, number])[] = [
  [0.58, 0.58, 0.58],
  [0.28, 0, -0.28],
  [-0.07, 0.14, -0.07],
];

/** A quarter brings the logits of a photograph's spectrum to about the range of a sigmoid. */
const SCALE = 0.25;

export function frequencies(size: ImageSize): Parametrisation {
  const { channels, height, width } = size;
  const [rows, columns] = [cosines(height), cosines(width)];
  const scale = scales(height, width);
  const plane = height * width;
  const each = (data: Float32Array, f: (part: Float32Array) => Float32Array): Float32Array => {
    const result = new Float32Array(data.length);
    for (let c = 0; c < channels; c++) result.set(f(data.subarray(c * plane, (c + 1) * plane)), c * plane);
    return result;
  };
  const scaled = (part: Float32Array): Float32Array => part.map((x, i) => x * (scale[i] ?? 0));
  return {
    count: channels * plane,
    spread: 0.01,
    image: (coefficients) => {
      const logits = each(coefficients, (part) => transformed(scaled(part), rows, columns, 'synthesis'));
      return mixed(logits, plane, 'forward').map(sigmoid);
    },
    back: (gradient, image) => {
      const logits = gradient.map((g, i) => g * (image[i] ?? 0) * (1 - (image[i] ?? 0)));
      const opponents = mixed(logits, plane, 'back');
      return each(opponents, (part) => scaled(transformed(part, rows, columns, 'analysis')));
    },
  };
}

/** Each pixel by itself, for comparison: what comes out is mostly noise. */
export function pixels({ channels, height, width }: ImageSize): Parametrisation {
  return {
    count: channels * height * width,
    spread: 0.1,
    image: (coefficients) => coefficients.map(sigmoid),
    back: (gradient, image) => gradient.map((g, i) => g * (image[i] ?? 0) * (1 - (image[i] ?? 0))),
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** 1/f; the mean gets as much as the lowest wave. */
function scales(height: number, width: number): Float32Array {
  const lowest = 1 / Math.max(height, width);
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [u, v] = [Math.floor(i / width) / (2 * height), (i % width) / (2 * width)];
    return SCALE / Math.max(Math.hypot(u, v), lowest);
  });
}

/** Colours from opponent colours, or the gradient the other way; one channel stays as it is. */
function mixed(data: Float32Array, plane: number, way: 'forward' | 'back'): Float32Array {
  if (data.length !== 3 * plane) return data;
  const result = new Float32Array(data.length);
  OPPONENTS.forEach((colour, k) => {
    colour.forEach((share, c) => {
      const [from, to] = way === 'forward' ? [k, c] : [c, k];
      for (let i = 0; i < plane; i++)
        result[to * plane + i] = (result[to * plane + i] ?? 0) + share * (data[from * plane + i] ?? 0);
    });
  });
  return result;
}
