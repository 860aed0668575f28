/** Lines: as wide as their tensor is large, an arrow where it is used, a label where its size changes. */
import type { ScopeEdge } from '../fold/scopes';
import type { LaidEdge, LaidScope } from '../layout/layout';
import type { Point } from '../layout/types';
import { text } from './cards';
import type { Box, SceneElement, Shape, Tone } from './shapes';
import { textWidth } from './text';

const WIDTH = { least: 1.2, most: 7, slope: 0.52, from: 8 } as const;
const CORNER = 7;

/** 0.52·(log2(elements) − 8) pixels, within bounds. */
export function lineWidth(elements: number | undefined): number {
  if (elements === undefined || elements <= 0) return WIDTH.least;
  return Math.min(WIDTH.most, Math.max(WIDTH.least, WIDTH.slope * (Math.log2(elements) - WIDTH.from)));
}

export function edgeElement(
  scope: LaidScope,
  laid: LaidEdge,
  dx: number,
  dy: number,
  tone: Tone,
): SceneElement | undefined {
  const points = laid.points.map(([x, y]): Point => [x + dx, y + dy]);
  if (points.length < 2) return undefined;
  const { edge } = laid;
  const width = lineWidth(edge.elements);
  const hasArrow = edge.to >= 0 && scope.items[edge.to]?.inner === undefined;
  const shapes: Shape[] = [
    {
      kind: 'line',
      points: hasArrow ? shortened(points, arrowLength(width)) : points,
      radius: CORNER,
      width,
      paint: { role: 'line', tone },
    },
    ...(hasArrow ? [arrow(points, width, tone)] : []),
    ...(isCrowded(scope, laid) ? [] : labelShapes(laid, points, tone)),
  ];
  return {
    kind: 'edge',
    key: `${scope.group} ${edge.from} ${edge.to} ${edge.tensor}`,
    label: edge.size,
    box: boxAround(boxOf(points, 8), shapes),
    shapes,
    group: scope.group,
    wires: edge.wires,
  };
}

/** How far the label beside a line reaches from it. */
export const labelReach = ({ size, elements }: ScopeEdge): number =>
  lineWidth(elements) / 2 + 5 + textWidth(size, 'size') + 4;

/** Labels lie beside their line. */
function boxAround({ x, y, width, height }: Box, shapes: readonly Shape[]): Box {
  const ends = shapes.flatMap((shape) =>
    shape.kind === 'text' && !shape.isUpright ? [shape.x + textWidth(shape.text, shape.style)] : [],
  );
  return { x, y, width: Math.max(x + width, ...ends) - x, height };
}

/** One of several that leave a group beside each other, with a line where its label would stand. */
function isCrowded({ items, edges }: LaidScope, { edge, points, isSkip }: LaidEdge): boolean {
  const from = items[edge.from];
  if (isSkip || from?.item.kind !== 'group' || from.box.outs.size < 2) return false;
  const own = points[0]?.[0] ?? 0;
  const right = own + textWidth(edge.size, 'size') + 16;
  return edges.some((other) => {
    const x = other.points[0]?.[0] ?? 0;
    return other.edge.from === edge.from && x > own + 1 && x < right;
  });
}

const arrowLength = (width: number): number => 6 + width * 0.6;

function shortened(points: readonly Point[], by: number): Point[] {
  const last = points.at(-1),
    before = points.at(-2);
  if (!last || !before) return [...points];
  const length = Math.hypot(last[0] - before[0], last[1] - before[1]);
  const share = Math.min(1, by / Math.max(length, 0.01));
  return [...points.slice(0, -1), [last[0] + (before[0] - last[0]) * share, last[1] + (before[1] - last[1]) * share]];
}

function arrow(points: readonly Point[], width: number, tone: Tone): Shape {
  const [x, y] = points.at(-1) ?? [0, 0];
  const [px, py] = points.at(-2) ?? [x, y - 1];
  const length = arrowLength(width),
    half = 3.2 + width * 0.5;
  const dx = Math.sign(x - px),
    dy = Math.sign(y - py);
  const base: Point = [x - dx * length, y - dy * length];
  return {
    kind: 'polygon',
    points: [
      [x, y],
      [base[0] + dy * half, base[1] + dx * half],
      [base[0] - dy * half, base[1] - dx * half],
    ],
    paint: { role: 'solid', tone },
  };
}

function labelShapes({ edge, isLabelled, isSkip }: LaidEdge, points: readonly Point[], tone: Tone): Shape[] {
  if (edge.size === '') return [];
  if (isSkip) {
    const lane = longestDrop(points);
    if (!lane || lane.length < textWidth(edge.size, 'size') + 24) return [];
    return [
      {
        ...text(
          lane.x + lineWidth(edge.elements) / 2 + 10,
          lane.middle,
          edge.size,
          'size',
          tone === 'skip' ? 'skip' : 'muted',
          'middle',
        ),
        isUpright: true,
      } as Shape,
    ];
  }
  const [start] = points;
  if (!isLabelled || !start) return [];
  return [text(start[0] + lineWidth(edge.elements) / 2 + 5, start[1] + 14, edge.size, 'size', 'muted')];
}

function longestDrop(
  points: readonly Point[],
): { readonly x: number; readonly middle: number; readonly length: number } | undefined {
  let best: { x: number; middle: number; length: number } | undefined;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1] ?? [0, 0],
      [bx, by] = points[i] ?? [0, 0];
    if (ax === bx && (!best || by - ay > best.length)) best = { x: ax, middle: (ay + by) / 2, length: by - ay };
  }
  return best;
}

export function boxOf(points: readonly Point[], margin: number): Box {
  const xs = points.map(([x]) => x),
    ys = points.map(([, y]) => y);
  const x = Math.min(...xs) - margin,
    y = Math.min(...ys) - margin;
  return { x, y, width: Math.max(...xs) + margin - x, height: Math.max(...ys) + margin - y };
}
