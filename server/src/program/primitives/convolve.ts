/** The loops that the three faces of a convolution share. */
import type { Convolution } from '../attributes';
import { type Dense, elements } from '../dense';
import { everyTap } from './window';

export interface Faces {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly y: readonly number[];
}

/** Calls `visit` with flat places in x, w and y of every product in the convolution's sum. */
export function everyProduct(
  faces: Faces,
  window: Convolution,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [batch = 1, channels = 1, ...space] = faces.x;
  const [filters = 1, perGroup = 1, ...kernel] = faces.w;
  const out = faces.y.slice(2);
  const [inputs, taps, places] = [elements(space), elements(kernel), elements(out)];
  const filtersPerGroup = filters / window.groups;
  everyTap(out, kernel, space, window, (place, tap, at) => {
    for (let n = 0; n < batch; n++)
      for (let f = 0; f < filters; f++) {
        const first = Math.floor(f / filtersPerGroup) * perGroup;
        for (let c = 0; c < perGroup; c++)
          visit(
            (n * channels + first + c) * inputs + at,
            (f * perGroup + c) * taps + tap,
            (n * filters + f) * places + place,
          );
      }
  });
}

export const added = (into: Dense, at: number, value: number): void => {
  into.data[at] = (into.data[at] ?? 0) + value;
};
