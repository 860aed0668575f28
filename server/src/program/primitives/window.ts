/** What all windows have in common: sizes, and which places they read. */
import { add, type Dim, floorDiv, sub } from '../../symbolic';
import type { Window } from '../attributes';
import { everyPosition } from '../dense';
import { nth } from './primitive';

/** ⌊(S + before + after − dilation·(kernel − 1) − 1)/stride⌋ + 1 on every spatial axis. */
export const slid = (space: readonly Dim[], kernel: readonly Dim[], w: Window): Dim[] =>
  space.map((size, i) => {
    const reach = (Number(nth(kernel, i)) - 1) * nth(w.dilation, i) + 1;
    return add(floorDiv(sub(add(size, nth(w.before, i) + nth(w.after, i)), reach), nth(w.stride, i)), 1);
  });

/** Every (output place, kernel place, input place) where the window lies on the input, all spatial. */
export function everyTap(
  output: readonly number[],
  kernel: readonly number[],
  input: readonly number[],
  { stride, before, dilation }: Window,
  visit: (out: number, tap: number, at: number) => void,
): void {
  everyPosition(output, (o, out) => {
    everyPosition(kernel, (k, tap) => {
      let at = 0;
      for (let axis = 0; axis < input.length; axis++) {
        const i = (o[axis] ?? 0) * (stride[axis] ?? 1) - (before[axis] ?? 0) + (k[axis] ?? 0) * (dilation[axis] ?? 1);
        const size = input[axis] ?? 0;
        if (i < 0 || i >= size) return;
        at = at * size + i;
      }
      visit(out, tap, at);
    });
  });
}
