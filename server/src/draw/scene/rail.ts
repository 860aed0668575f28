/** Dense connections: one rail beside the column, with taps into it and out of it. */
import type { LaidScope } from '../layout/layout';
import type { Point } from '../layout/types';
import { text } from './cards';
import { boxOf } from './edges';
import type { SceneElement, Shape } from './shapes';

interface Stretch {
  readonly isVertical: boolean;
  /** The coordinate that all of it has. */
  readonly at: number;
  from: number;
  to: number;
}

const WIDTH = 3;

export function railElement(scope: LaidScope, dx: number, dy: number): SceneElement | undefined {
  const lines = scope.edges.map(({ points }) => points.map(([x, y]): Point => [x + dx, y + dy]));
  if (lines.length === 0) return undefined;
  const stretches = merged(lines.flatMap(stretchesOf));
  const shapes = stretches.map(
    ({ isVertical, at, from, to }): Shape => ({
      kind: 'line',
      points: isVertical
        ? [
            [at, from],
            [at, to],
          ]
        : [
            [from, at],
            [to, at],
          ],
      radius: 0,
      width: WIDTH,
      paint: { role: 'line', tone: 'skip' },
    }),
  );
  const wires = scope.edges.flatMap(({ edge }) => edge.wires);
  return {
    kind: 'edge',
    key: `${scope.group} rail`,
    label: 'each reads what all before it made',
    box: boxOf(lines.flat(), 8),
    shapes: [...shapes, ...arrows(scope, lines), ...taps(scope, lines)],
    group: scope.group,
    wires,
  };
}

function stretchesOf(points: readonly Point[]): Stretch[] {
  return points.slice(1).flatMap(([x, y], i): Stretch[] => {
    const [px, py] = points[i] ?? [x, y];
    if (px === x) return [{ isVertical: true, at: x, from: Math.min(py, y), to: Math.max(py, y) }];
    return [{ isVertical: false, at: y, from: Math.min(px, x), to: Math.max(px, x) }];
  });
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const lanes = new Map<string, Stretch[]>();
  for (const s of stretches) {
    const key = `${s.isVertical} ${s.at}`;
    lanes.set(key, [...(lanes.get(key) ?? []), { ...s }]);
  }
  return [...lanes.values()].flatMap((lane) => {
    const result: Stretch[] = [];
    for (const s of lane.sort((a, b) => a.from - b.from)) {
      const last = result.at(-1);
      if (last && s.from <= last.to) last.to = Math.max(last.to, s.to);
      else result.push(s);
    }
    return result;
  });
}

function arrows(scope: LaidScope, lines: readonly (readonly Point[])[]): Shape[] {
  const ends = new Map<string, Point>();
  scope.edges.forEach(({ edge }, i) => {
    const end = lines[i]?.at(-1);
    if (end && edge.to >= 0 && scope.items[edge.to]?.inner === undefined) ends.set(end.join(), end);
  });
  return [...ends.values()].map(([x, y]) => ({
    kind: 'polygon',
    points: [
      [x, y],
      [x - 5, y - 8],
      [x + 5, y - 8],
    ],
    paint: { role: 'solid', tone: 'skip' },
  }));
}

/** `96 ch` where a collector takes what is on the rail. */
function taps(scope: LaidScope, lines: readonly (readonly Point[])[]): Shape[] {
  const channels = new Map<number, number | undefined>();
  const ends = new Map<number, Point>();
  scope.edges.forEach(({ edge }, i) => {
    const count = Number(edge.size.split('×')[0]);
    const before = channels.has(edge.to) ? channels.get(edge.to) : 0;
    // Edges that come in together stand for several tensors, whose sizes are not at hand.
    const isOne = edge.wires.length === 1 || edge.from >= 0;
    channels.set(edge.to, before === undefined || Number.isNaN(count) || !isOne ? undefined : before + count);
    const end = lines[i]?.at(-1);
    if (end) ends.set(edge.to, end);
  });
  return [...channels].flatMap(([to, count]) => {
    const end = ends.get(to);
    return count === undefined || end === undefined || to < 0
      ? []
      : [text(end[0] - 8, end[1] - 5, `${count} ch`, 'size', 'skip', 'end')];
  });
}
