/**
 * How the image is shown to the network in one step: shifted, turned and scaled a little, so that only what survives
 * that is found (Mordvintsev et al. 2015; Olah et al. 2017, Transformation Robustness). A linear map with its transpose.
 */
import type { Random } from '../../program';
import type { ImageSize } from './image';

export interface View {
  /** Pixels. */
  readonly down: number;
  readonly right: number;
  /** Radians. */
  readonly angle: number;
  readonly scale: number;
}

export interface Shaking {
  /** The most pixels that the image is shifted. */
  readonly jitter: number;
  /** The most degrees that it is turned. */
  readonly rotation: number;
  /** The most that it is made larger or smaller: 0.1 is 10 %. */
  readonly scaling: number;
}

export function drawView({ jitter, rotation, scaling }: Shaking, random: Random): View {
  const within = (most: number): number => most * (2 * random.next() - 1);
  // Jitter by whole pixels keeps them sharp.
  const [down, right] = [Math.round(within(jitter)), Math.round(within(jitter))];
  return { down, right, angle: (within(rotation) * Math.PI) / 180, scale: 1 + within(scaling) };
}

/** Bilinear; beyond the border the border goes on. */
export const seen = (image: Float32Array, size: ImageSize, view: View): Float32Array =>
  along(image, size, view, 'forward');
/** The gradient of the image from that of the view. */
export const unseen = (gradient: Float32Array, size: ImageSize, view: View): Float32Array =>
  along(gradient, size, view, 'back');

function along(
  data: Float32Array,
  { channels, height, width }: ImageSize,
  { down, right, angle, scale }: View,
  way: 'forward' | 'back',
): Float32Array {
  const result = new Float32Array(data.length);
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2];
  const inside = (at: number, length: number): number => Math.min(Math.max(at, 0), length - 1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fromY = cy + cos * (y - cy) + sin * (x - cx) - down;
      const fromX = cx - sin * (y - cy) + cos * (x - cx) - right;
      const [top, left] = [Math.floor(fromY), Math.floor(fromX)];
      const [low, side] = [fromY - top, fromX - left];
      const rows = [inside(top, height), inside(top + 1, height)];
      const columns = [inside(left, width), inside(left + 1, width)];
      for (let corner = 0; corner < 4; corner++) {
        const [i, j] = [corner >> 1, corner & 1];
        const share = (i === 1 ? low : 1 - low) * (j === 1 ? side : 1 - side);
        if (share === 0) continue;
        const source = (rows[i] ?? 0) * width + (columns[j] ?? 0);
        for (let c = 0; c < channels; c++) {
          const [from, to] = [c * height * width + source, c * height * width + y * width + x];
          if (way === 'forward') result[to] = (result[to] ?? 0) + share * (data[from] ?? 0);
          else result[from] = (result[from] ?? 0) + share * (data[to] ?? 0);
        }
      }
    }
  return result;
}
