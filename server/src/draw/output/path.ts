/** A line with round corners, as the commands of an SVG path. */
import type { Point } from '../layout/types';

export function pathOf(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${rounded(first)}`;
  rest.forEach((point, i) => {
    const before = points[i],
      next = rest[i + 1];
    if (!before || !next || radius === 0) {
      path += `L${rounded(point)}`;
      return;
    }
    const r = Math.min(radius, distance(before, point) / 2, distance(point, next) / 2);
    path += `L${rounded(towards(point, before, r))}Q${rounded(point)} ${rounded(towards(point, next, r))}`;
  });
  return path;
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

function towards(from: Point, to: Point, by: number): Point {
  const share = by / Math.max(distance(from, to), 0.001);
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

export const short = (value: number): string => String(Math.round(value * 10) / 10);
const rounded = ([x, y]: Point): string => `${short(x)} ${short(y)}`;
