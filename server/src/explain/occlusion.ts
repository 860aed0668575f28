/** Occlusion (Zeiler and Fergus 2014): a patch is moved over the image; where the score falls, the network looked. */
import type { HeatMap } from './maps';

export interface Patches {
  /** Side of the square patch in pixels. */
  readonly side: number;
  readonly stride: number;
}

export interface Patch {
  readonly top: number;
  readonly left: number;
}

/** Centres of patches cover the image evenly; patches at the border hang over it. */
export function patchesOver(height: number, width: number, { side, stride }: Patches): readonly Patch[] {
  const along = (size: number): number[] => {
    const count = Math.ceil(size / stride);
    const first = Math.floor((size - 1 - (count - 1) * stride) / 2);
    return Array.from({ length: count }, (_, i) => first + i * stride - Math.floor((side - 1) / 2));
  };
  return along(height).flatMap((top) => along(width).map((left) => ({ top, left })));
}

/** A copy of a [C, height, width] image with the patch set to one number for each channel. */
export function occluded(
  image: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  { top, left }: Patch,
  side: number,
  filling: readonly number[],
): Float32Array {
  const result = image.slice();
  for (let c = 0; c < channels; c++)
    for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
      const row = (c * height + y) * width;
      result.fill(filling[c] ?? 0, row + Math.max(0, left), row + Math.min(width, left + side));
    }
  return result;
}

/** For each pixel the mean fall of the score over the patches that covered it; pixels under none are 0. */
export function occlusionMap(
  height: number,
  width: number,
  side: number,
  falls: readonly { readonly patch: Patch; readonly fall: number }[],
): HeatMap {
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  for (const { patch, fall } of falls)
    for (let y = Math.max(0, patch.top); y < Math.min(height, patch.top + side); y++)
      for (let x = Math.max(0, patch.left); x < Math.min(width, patch.left + side); x++) {
        sums[y * width + x] = (sums[y * width + x] ?? 0) + fall;
        counts[y * width + x] = (counts[y * width + x] ?? 0) + 1;
      }
  return { height, width, data: Float32Array.from(sums, (sum, i) => sum / Math.max(1, counts[i] ?? 0)) };
}
