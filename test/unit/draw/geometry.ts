/** What is wrong with a layout: overlaps, lines through things, wires that are not drawn. */
import type { Diagram, DiagramNode } from '../../../server/src/draw/diagram';
import type { Folding } from '../../../server/src/draw/fold/folding';
import { type Outline, outlineOf } from '../../../server/src/draw/fold/outline';
import { OUTSIDE, type Scope, scopesOf } from '../../../server/src/draw/fold/scopes';
import { type LaidItem, type LaidScope, layout } from '../../../server/src/draw/layout/layout';
import { HEADER } from '../../../server/src/draw/layout/measures';
import type { Point } from '../../../server/src/draw/layout/types';
import { halfWidthOf, heightOf } from '../../../server/src/draw/scene/cards';
import { sizesFor } from '../../../server/src/draw/scene/scene';

interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Closer than this is touching, not crossing. */
const SLACK = 0.5;

export function faultsOf(diagram: Diagram, folding: Folding): string[] {
  const outline = outlineOf(diagram);
  const scopes = scopesOf(outline, folding);
  return [...faultsIn(diagram, layout(scopes, sizesFor(diagram))), ...undrawn(outline, scopes)];
}

export function faultsIn(diagram: Diagram, root: LaidScope): string[] {
  const faults: string[] = [];
  visit(root, (scope) => {
    const rects = scope.items.map((item) => rectsOf(diagram, item));
    faults.push(...overlaps(scope, rects), ...crossings(scope, rects), ...looseEnds(scope));
  });
  return faults;
}

export function visit(scope: LaidScope, see: (scope: LaidScope) => void): void {
  see(scope);
  for (const { inner } of scope.items) if (inner) visit(inner, see);
}

/** A stack is as wide as each of its nodes is: beside a circle there is room for a line. */
function rectsOf(diagram: Diagram, { item, x, y, box }: LaidItem): Rect[] {
  if (item.kind === 'group') return [{ left: x + box.left, top: y, right: x + box.right, bottom: y + box.height }];
  let top = y;
  return item.nodes.map((id) => {
    const node = diagram.nodes[id] as DiagramNode;
    const rect = { left: x - halfWidthOf(node), top, right: x + halfWidthOf(node), bottom: top + heightOf(node) };
    top = rect.bottom;
    return rect;
  });
}

function overlaps(scope: LaidScope, rects: readonly (readonly Rect[])[]): string[] {
  const all = rects
    .flatMap((list, item) => list.map((rect) => ({ rect, item })))
    .sort((a, b) => a.rect.top - b.rect.top);
  const found: string[] = [];
  all.forEach(({ rect, item }, i) => {
    for (const other of all.slice(i + 1)) {
      if (other.rect.top >= rect.bottom - SLACK) break;
      if (other.item !== item && meet(rect, other.rect))
        found.push(`${name(scope, item)} overlaps ${name(scope, other.item)}`);
    }
    const isOut =
      rect.left < scope.left - SLACK || rect.right > scope.right + SLACK || rect.bottom > scope.height + SLACK;
    if (isOut || (scope.group !== 0 && rect.top < HEADER)) found.push(`${name(scope, item)} sticks out of its group`);
  });
  return found;
}

const meet = (a: Rect, b: Rect): boolean =>
  a.left < b.right - SLACK && b.left < a.right - SLACK && a.top < b.bottom - SLACK && b.top < a.bottom - SLACK;

const name = (scope: LaidScope, item: number): string => scope.items[item]?.item.key ?? '?';

function crossings(scope: LaidScope, rects: readonly (readonly Rect[])[]): string[] {
  const found: string[] = [];
  for (const { edge, points } of scope.edges) {
    for (const [i, b] of points.entries()) {
      const a = points[i - 1];
      if (!a) continue;
      const line = {
        left: Math.min(a[0], b[0]),
        right: Math.max(a[0], b[0]),
        top: Math.min(a[1], b[1]),
        bottom: Math.max(a[1], b[1]),
      };
      if (a[0] !== b[0] && a[1] !== b[1]) found.push(`${edge.tensor} is slanted`);
      rects.forEach((list, item) => {
        if (list.some((rect) => pierces(line, rect)))
          found.push(`${edge.tensor} to ${name(scope, edge.to)} passes through ${name(scope, item)}`);
      });
    }
  }
  return found;
}

const pierces = (line: Rect, rect: Rect): boolean =>
  line.left < rect.right - SLACK &&
  line.right > rect.left + SLACK &&
  line.top < rect.bottom - SLACK &&
  line.bottom > rect.top + SLACK;

/** Each line begins at what makes its tensor, or at the border, and ends where it is used. */
function looseEnds(scope: LaidScope): string[] {
  return scope.edges.flatMap(({ edge, points }) => {
    const first = points[0],
      last = points.at(-1);
    if (!first || !last || points.length < 2) return [`${edge.tensor} to ${name(scope, edge.to)} is not drawn`];
    const begins = edge.from === OUTSIDE ? first[1] === 0 : touchesBottom(scope.items[edge.from], first, edge.tensor);
    const ends =
      edge.to === OUTSIDE ? Math.abs(last[1] - scope.height) < SLACK : touchesTop(scope.items[edge.to], last);
    return [
      ...(begins ? [] : [`${edge.tensor} does not begin at ${name(scope, edge.from)}`]),
      ...(ends ? [] : [`${edge.tensor} does not end at ${name(scope, edge.to)}`]),
    ];
  });
}

function touchesBottom(item: LaidItem | undefined, [x, y]: Point, tensor: string): boolean {
  if (!item) return false;
  const port = item.box.outs.get(tensor) ?? 0;
  return Math.abs(y - item.y - item.box.height) < SLACK && Math.abs(x - item.x - port) < SLACK;
}

function touchesTop(item: LaidItem | undefined, [x, y]: Point): boolean {
  if (!item) return false;
  const { side } = item.box;
  const atTop = Math.abs(y - item.y) < SLACK && x >= item.x + item.box.left && x <= item.x + item.box.right;
  const atSide =
    side !== undefined && Math.abs(y - item.y - side.y) < SLACK && Math.abs(Math.abs(x - item.x) - side.reach) < SLACK;
  return atTop || atSide;
}

/** Wires between things that are shown apart, and which no line stands for. */
function undrawn({ diagram, home, outer, runOf }: Outline, scopes: ReadonlyMap<number, Scope>): string[] {
  const drawn = new Set([...scopes.values()].flatMap((scope) => scope.edges.flatMap((edge) => edge.wires)));
  const stacks = new Map<number, string>();
  for (const scope of scopes.values())
    for (const item of scope.items)
      if (item.kind === 'stack') for (const node of item.nodes) stacks.set(node, item.key);
  const unrolled = new Set(
    [...scopes.values()].flatMap((s) => s.items.flatMap((i) => (i.kind === 'group' && i.times === 1 ? [i.group] : []))),
  );
  /** The outermost thing around a node that hides what is in it. */
  const shownAs = (node: number): string => {
    const chain: number[] = [];
    for (let g: number | undefined = home[node]; g !== undefined; g = outer.get(g)) chain.unshift(g);
    for (const group of chain) {
      const run = runOf.get(group);
      if (run && !unrolled.has(group)) return `run ${run.groups[0]}`;
      if (!scopes.has(group)) return `group ${group}`;
    }
    return stacks.get(node) ?? `node ${node}`;
  };
  return diagram.edges.flatMap((edge, wire) =>
    drawn.has(wire) || shownAs(edge.from) === shownAs(edge.to) ? [] : [`wire ${edge.from} to ${edge.to} is not drawn`],
  );
}
