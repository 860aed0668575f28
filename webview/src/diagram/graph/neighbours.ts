/** Where an arrow key leads: the nearest thing in that direction. */
import type { SceneElement } from '../../../../server/src/draw';

export type Direction = 'up' | 'down' | 'left' | 'right';

export function neighbour(
  elements: readonly SceneElement[],
  from: SceneElement,
  direction: Direction,
): SceneElement | undefined {
  const here = middle(from);
  let best: SceneElement | undefined,
    least = Number.POSITIVE_INFINITY;
  for (const element of elements) {
    if (element.key === from.key) continue;
    const there = middle(element);
    const dx = there.x - here.x,
      dy = there.y - here.y;
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[direction];
    const aside = Math.abs(direction === 'up' || direction === 'down' ? dx : dy);
    if (ahead <= 1) continue;
    const distance = ahead + 2.5 * aside;
    if (distance < least) {
      least = distance;
      best = element;
    }
  }
  return best;
}

const middle = ({ box }: SceneElement): { readonly x: number; readonly y: number } => ({
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
});
