/** Lays out a folded diagram: each open group by itself, from the innermost out. */
import { type Item, OUTSIDE, type Scope, type ScopeEdge } from '../fold/scopes';
import { groupedBy } from '../grouped';
import { type Crossing, channel } from './channel';
import { HEADER, PADDING, PORT } from './measures';
import { isDense } from './rail';
import { region } from './region';
import { rows } from './rows';
import {
  type Job,
  type LayoutEdge,
  type LayoutItem,
  type Piece,
  type Point,
  shiftedPieces,
  shiftedPlaces,
} from './types';

export interface LaidItem {
  readonly item: Item;
  /** Of its spine, from that of the group around it. */
  readonly x: number;
  /** From the top of the group around it. */
  readonly y: number;
  readonly box: LayoutItem;
  /** Of an open group. */
  readonly inner: LaidScope | undefined;
}
export interface LaidEdge {
  readonly edge: ScopeEdge;
  readonly points: readonly Point[];
  readonly isLabelled: boolean;
  /** It goes past other things in a lane of its own. */
  readonly isSkip: boolean;
}
export interface LaidScope {
  readonly group: number;
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly items: readonly LaidItem[];
  readonly edges: readonly LaidEdge[];
  /** All edges share one rail. */
  readonly isRail: boolean;
  readonly ins: ReadonlyMap<string, number>;
  readonly outs: ReadonlyMap<string, number>;
}

/** How large things are, which depends on their texts. */
export interface Sizes {
  /** Everything but open groups. */
  readonly closed: (item: Item) => Pick<LayoutItem, 'left' | 'right' | 'height' | 'side'>;
  /** What the title of an open group needs. */
  readonly title: (item: Item) => number;
  readonly isLabelled: (scope: Scope, edge: ScopeEdge) => boolean;
  /** How far its label reaches to the right of an edge. */
  readonly label: (edge: ScopeEdge) => number;
}

export function layout(scopes: ReadonlyMap<number, Scope>, sizes: Sizes): LaidScope {
  return laid(0, 0, true);

  function laid(group: number, title: number, isRoot = false): LaidScope {
    const scope = scopes.get(group) ?? { group, items: [], edges: [], bundles: new Map() };
    const inners = scope.items.map((item) =>
      item.kind === 'group' && item.isOpen ? laid(item.group, sizes.title(item)) : undefined,
    );
    const isRail = isDense(scope.items.length, scope.edges);
    const labelled = new Set<string>();
    const edges = scope.edges.map((edge): LayoutEdge => {
      const isLabelled = !labelled.has(edge.tensor) && sizes.isLabelled(scope, edge);
      if (isLabelled) labelled.add(edge.tensor);
      return { from: edge.from, to: edge.to, tensor: edge.tensor, isLabelled };
    });
    const under = groupedBy(
      scope.edges.filter((_, e) => edges[e]?.isLabelled === true),
      ({ from }) => from,
    );
    const items = scope.items.map((item, i): LayoutItem => {
      const inner = inners[i];
      const own = inner
        ? { ...inner, side: undefined }
        : { ...sizes.closed(item), ...(isRail ? ONE_WAY : portsOf(scope, i, item)) };
      return { ...own, right: Math.max(own.right, ...(under.get(i) ?? []).map((edge) => reachOf(edge, own))) };
    });
    return framed({ scope, job: { items, edges }, inners, title, isRoot, isRail });
  }

  /** How far the label of an edge reaches to the right of its item's spine. */
  function reachOf(edge: ScopeEdge, { outs }: Pick<LayoutItem, 'outs'>): number {
    return (outs.get(edge.tensor) ?? 0) + sizes.label(edge);
  }
}

interface Frame {
  readonly scope: Scope;
  readonly job: Job;
  readonly inners: readonly (LaidScope | undefined)[];
  readonly title: number;
  readonly isRoot: boolean;
  readonly isRail: boolean;
}

function framed({ scope, job, inners, title, isRoot, isRail }: Frame): LaidScope {
  const all = job.items.map((_, i) => i),
    wires = job.edges.map((_, i) => i);
  const inner = isRail ? rows(job, all, wires, true) : region(job, all, wires);
  const ins = portsAt(job, inner.tops, OUTSIDE, 'from'),
    outs = portsAt(job, inner.bottoms, OUTSIDE, 'to');
  const head = isRoot ? 0 : HEADER + 4,
    padding = isRoot ? 0 : PADDING;
  const top = channel(crossings(job, inner.tops, ins, true), false);
  const bottom = channel(crossings(job, inner.bottoms, outs, false), false);
  const y = head + (ins.size > 0 ? top.height : padding);
  const height = y + inner.height + (outs.size > 0 ? bottom.height : padding);
  const pieces = [
    ...shiftedPieces(inner.pieces, 0, y),
    ...shiftedPieces(top.pieces, 0, head),
    ...shiftedPieces(bottom.pieces, 0, y + inner.height),
    ...[...inner.tops].flatMap(([edge]): Piece[] => {
      const x = ins.get(job.edges[edge]?.tensor ?? '') ?? 0;
      return head > 0
        ? [
            {
              edge,
              points: [
                [x, 0],
                [x, head],
              ],
            },
          ]
        : [];
    }),
  ];
  const lines = joined(pieces, job.edges.length);
  const skips = new Set(pieces.flatMap(({ edge, isLane }) => (isLane ? [edge] : [])));
  const places = new Map(shiftedPlaces(inner.placed, 0, y).map((place) => [place.item, place] as const));
  const left = Math.min(inner.left, ...ins.values(), ...outs.values()) - padding;
  const right = Math.max(inner.right, ...ins.values(), ...outs.values(), left + title - padding) + padding;
  return {
    group: scope.group,
    left,
    right,
    height,
    items: scope.items.flatMap((item, i) => {
      const place = places.get(i),
        box = job.items[i];
      return place && box ? [{ item, x: place.x, y: place.y, box, inner: inners[i] }] : [];
    }),
    edges: scope.edges.map((edge, i) => ({
      edge,
      points: lines[i] ?? [],
      isLabelled: job.edges[i]?.isLabelled ?? false,
      isSkip: skips.has(i),
    })),
    isRail,
    ins: withBundles(ins, scope.bundles),
    outs,
  };
}

function withBundles(ins: ReadonlyMap<string, number>, bundles: ReadonlyMap<string, string>): Map<string, number> {
  const all = new Map(ins);
  for (const [tensor, first] of bundles) all.set(tensor, ins.get(first) ?? 0);
  return all;
}

const ONE_WAY = { ins: new Map<string, number>(), outs: new Map<string, number>() };

/** Tensors that come to a folded group, side by side; a layer has one way in. */
function portsOf(scope: Scope, at: number, item: Item): Pick<LayoutItem, 'ins' | 'outs'> {
  if (item.kind === 'stack') return { ins: new Map(), outs: new Map() };
  const spread = (tensors: readonly string[]): Map<string, number> =>
    new Map(tensors.map((tensor, i) => [tensor, (i > 3 ? 3 - Math.min(i, 6) : i) * PORT] as const));
  const into = [...new Set(scope.edges.filter((e) => e.to === at).map((e) => e.tensor))];
  const outOf = [...new Set(scope.edges.filter((e) => e.from === at).map((e) => e.tensor))];
  return { ins: into.length > 7 ? new Map() : spread(into), outs: outOf.length > 7 ? new Map() : spread(outOf) };
}

/** Where tensors cross the border: above the first that reads them, kept apart from each other. */
function portsAt(
  job: Job,
  pins: ReadonlyMap<number, number>,
  outside: number,
  end: 'from' | 'to',
): Map<string, number> {
  const wished = new Map<string, number>();
  for (const [edge, x] of pins) {
    const e = job.edges[edge];
    if (e?.[end] !== outside) continue;
    const known = wished.get(e.tensor);
    if (known === undefined || Math.abs(x) < Math.abs(known)) wished.set(e.tensor, x);
  }
  const ports = new Map<string, number>();
  const sorted = [...wished].sort((a, b) => a[1] - b[1]);
  // Those at and right of the spine move right, the others left, so that what lies on the spine stays there.
  let last = Number.NEGATIVE_INFINITY;
  for (const [tensor, x] of sorted.filter(([, at]) => at >= 0)) {
    last = Math.max(x, last + PORT / 2);
    ports.set(tensor, last);
  }
  let first = sorted.some(([, at]) => at >= 0 && at < PORT / 2) ? 0 : Number.POSITIVE_INFINITY;
  for (const [tensor, x] of sorted.filter(([, at]) => at < 0).reverse()) {
    first = Math.min(x, first - PORT / 2);
    ports.set(tensor, first);
  }
  return ports;
}

function crossings(
  job: Job,
  pins: ReadonlyMap<number, number>,
  ports: ReadonlyMap<string, number>,
  isTop: boolean,
): Crossing[] {
  return [...pins].map(([edge, pin]) => {
    const tensor = job.edges[edge]?.tensor ?? '';
    const port = ports.get(tensor) ?? pin;
    return { edge, from: isTop ? port : pin, to: isTop ? pin : port, key: tensor };
  });
}

/** The pieces of each edge as one line; they all lead downwards. */
function joined(
  pieces: readonly { readonly edge: number; readonly points: readonly Point[] }[],
  count: number,
): Point[][] {
  const byEdge: (readonly Point[])[][] = Array.from({ length: count }, () => []);
  for (const { edge, points } of pieces) byEdge[edge]?.push(points);
  return byEdge.map((parts) => simplified(parts.sort((a, b) => (a[0]?.[1] ?? 0) - (b[0]?.[1] ?? 0)).flat()));
}

/** Without points that change nothing. */
function simplified(points: readonly Point[]): Point[] {
  const result: Point[] = [];
  for (const point of points) {
    const [a, b] = result.slice(-2);
    if (b && b[0] === point[0] && b[1] === point[1]) continue;
    const isStraight = a && b && ((a[0] === b[0] && b[0] === point[0]) || (a[1] === b[1] && b[1] === point[1]));
    if (isStraight) result.pop();
    result.push(point);
  }
  return result;
}
