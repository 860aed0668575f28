/**
 * What does not come apart into branches: items in rows by their longest path, the longest chain straight on the
 * spine. Edges to the next row change column between the rows; longer ones take lanes to the right of everything,
 * which are shared where they do not meet. With `rail`, all edges share one lane.
 */
import { groupedBy } from '../grouped';
import { type Crossing, channel } from './channel';
import { BESIDE, COLUMN, LANE, LANE_TEXT } from './measures';
import { inX, type Job, outX, type Piece, type Placed, type Region, shiftedPieces } from './types';

interface Net {
  readonly key: string;
  /** Channels: 0 is above the first row. */
  from: number;
  to: number;
  readonly edges: number[];
  lane: number;
}

export function rows(job: Job, items: readonly number[], edges: readonly number[], rail = false): Region {
  const rank = ranksOf(job, items, edges);
  const rowsOfItems = inRows(items, rank);
  const spine = rail ? new Set(items) : spineOf(job, items, edges, rank);
  const x = columnsOf(job, rowsOfItems, edges, spine);
  const last = rowsOfItems.length;
  const rowFrom = (e: number): number => rank.get(job.edges[e]?.from ?? -1) ?? -1;
  const rowTo = (e: number): number => rank.get(job.edges[e]?.to ?? -1) ?? last;
  const isNear = (e: number): boolean => rowTo(e) === rowFrom(e) + 1 && !(rail && rowFrom(e) >= 0 && rowTo(e) < last);
  const far = edges.filter((e) => !isNear(e));
  const nets = netsOf(job, far, rowFrom, rowTo, rail);
  let left = 0,
    right = 0;
  for (const item of items) {
    left = Math.min(left, (x.get(item) ?? 0) + (job.items[item]?.left ?? 0));
    right = Math.max(right, (x.get(item) ?? 0) + (job.items[item]?.right ?? 0));
  }
  const laneX = (lane: number): number => right + BESIDE + lane * LANE;
  const lanes = colour(nets);
  const netOf = new Map(nets.flatMap((net) => net.edges.map((e) => [e, net] as const)));
  const startX = (e: number): number => (x.get(job.edges[e]?.from ?? -1) ?? 0) + outX(job, e);
  const endX = (e: number): number => (x.get(job.edges[e]?.to ?? -1) ?? 0) + inX(job, e);

  const placed: Placed[] = [],
    pieces: Piece[] = [];
  const tops = new Map<number, number>(),
    bottoms = new Map<number, number>();
  const bottomOf = new Map<number, number>();
  const channelTop: number[] = [],
    channelEnd: number[] = [],
    topOf = new Map<number, number>();
  let y = 0;
  for (let c = 0; c <= last; c++) {
    channelTop[c] = y;
    const crossings: Crossing[] = [];
    for (const e of edges) {
      const net = netOf.get(e);
      const leaves = rowFrom(e) === c - 1 && rowFrom(e) >= 0,
        arrives = rowTo(e) === c && rowTo(e) < last;
      const tensor = job.edges[e]?.tensor ?? '';
      if (!net) {
        if (leaves && arrives) crossings.push({ edge: e, from: startX(e), to: endX(e), key: `s ${tensor}` });
        continue;
      }
      if (leaves) crossings.push({ edge: e, from: startX(e), to: laneX(net.lane), key: `s ${tensor}` });
      if (arrives)
        crossings.push({ edge: e, from: laneX(net.lane), to: endX(e), key: `l ${job.edges[e]?.to} ${net.lane}` });
    }
    const strip = channel(
      crossings,
      crossings.some(({ edge }) => job.edges[edge]?.isLabelled),
    );
    pieces.push(...shiftedPieces(strip.pieces, 0, y));
    y += strip.height;
    channelEnd[c] = y;
    const row = rowsOfItems[c] ?? [];
    const height = Math.max(0, ...row.map((item) => job.items[item]?.height ?? 0));
    for (const item of row) {
      placed.push({ item, x: x.get(item) ?? 0, y });
      topOf.set(item, y);
      bottomOf.set(item, y + (job.items[item]?.height ?? 0));
    }
    y += height;
  }
  channelTop[last + 1] = y;
  for (const e of edges) {
    const from = rowFrom(e),
      to = rowTo(e);
    const edge = job.edges[e];
    const net = netOf.get(e);
    if (from >= 0 && edge) fill(e, startX(e), bottomOf.get(edge.from) ?? 0, channelTop[from + 1] ?? 0);
    if (from < 0) tops.set(e, net ? laneX(net.lane) : endX(e));
    if (to === last) bottoms.set(e, net ? laneX(net.lane) : startX(e));
    if (to === last && !net && edge) fill(e, startX(e), channelTop[last] ?? 0, y);
    if (from < 0 && !net && to === 0) fill(e, endX(e), 0, topOf.get(edge?.to ?? -1) ?? 0);
    if (net) {
      const start = from < 0 ? 0 : (channelEnd[from + 1] ?? 0);
      const end = to === last ? y : (channelTop[to] ?? y);
      if (end > start)
        pieces.push({
          edge: e,
          points: [
            [laneX(net.lane), start],
            [laneX(net.lane), end],
          ],
          isLane: true,
        });
    }
  }
  const width = lanes === 0 ? right : laneX(lanes - 1) + (rail ? 0 : LANE_TEXT);
  return { left, right: width, height: y, placed, pieces, tops, bottoms };

  function fill(edge: number, at: number, from: number, to: number): void {
    if (to > from)
      pieces.push({
        edge,
        points: [
          [at, from],
          [at, to],
        ],
      });
  }
}

function ranksOf(job: Job, items: readonly number[], edges: readonly number[]): Map<number, number> {
  const rank = new Map<number, number>();
  const into = groupedBy(
    edges.flatMap((e) => job.edges[e] ?? []),
    ({ to }) => to,
  );
  for (const item of items) {
    const makers = (into.get(item) ?? []).flatMap(({ from }) => rank.get(from) ?? []);
    rank.set(item, Math.max(-1, ...makers) + 1);
  }
  return rank;
}

function inRows(items: readonly number[], rank: ReadonlyMap<number, number>): number[][] {
  const result: number[][] = [];
  for (const item of items) {
    const row = rank.get(item) ?? 0;
    const known = result[row];
    if (known) known.push(item);
    else result[row] = [item];
  }
  return result;
}

/** One item of each row, each made from the one before. */
function spineOf(
  job: Job,
  items: readonly number[],
  edges: readonly number[],
  rank: ReadonlyMap<number, number>,
): ReadonlySet<number> {
  const best = new Map<number, { readonly length: number; readonly from: number | undefined }>();
  for (const item of items) {
    let length = job.items[item]?.height ?? 0,
      from: number | undefined;
    for (const e of edges) {
      const edge = job.edges[e];
      const before = edge && edge.to === item ? best.get(edge.from) : undefined;
      if (!edge || !before || (rank.get(edge.from) ?? 0) + 1 !== rank.get(item)) continue;
      const whole = before.length + (job.items[item]?.height ?? 0);
      if (whole > length) {
        length = whole;
        from = edge.from;
      }
    }
    best.set(item, { length, from });
  }
  let at = items.reduce<number | undefined>((top, item) => {
    if (top === undefined) return item;
    const higher = (rank.get(item) ?? 0) - (rank.get(top) ?? 0);
    return higher > 0 || (higher === 0 && (best.get(item)?.length ?? 0) > (best.get(top)?.length ?? 0)) ? item : top;
  }, undefined);
  const spine = new Set<number>();
  while (at !== undefined) {
    spine.add(at);
    at = best.get(at)?.from;
  }
  return spine;
}

function columnsOf(
  job: Job,
  rowsOfItems: readonly (readonly number[])[],
  edges: readonly number[],
  spine: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const x = new Map<number, number>();
  for (const row of rowsOfItems) {
    const onSpine = row.find((item) => spine.has(item));
    let cursor = onSpine === undefined ? 0 : (job.items[onSpine]?.right ?? 0) + COLUMN;
    if (onSpine !== undefined) x.set(onSpine, 0);
    const wish = (item: number): number => {
      const above = edges.flatMap((e) => (job.edges[e]?.to === item ? (x.get(job.edges[e]?.from ?? -1) ?? []) : []));
      return above.length === 0 ? 0 : above.reduce((a, b) => a + b, 0) / above.length;
    };
    const others = row.filter((item) => item !== onSpine).map((item) => ({ item, wish: wish(item) }));
    for (const { item } of others.sort((a, b) => a.wish - b.wish)) {
      const box = job.items[item];
      x.set(item, cursor - (box?.left ?? 0));
      cursor += (box?.right ?? 0) - (box?.left ?? 0) + COLUMN;
    }
  }
  return x;
}

function netsOf(
  job: Job,
  far: readonly number[],
  rowFrom: (e: number) => number,
  rowTo: (e: number) => number,
  rail: boolean,
): Net[] {
  const nets = new Map<string, Net>();
  for (const e of far) {
    const key = rail ? 'rail' : (job.edges[e]?.tensor ?? '');
    const from = rowFrom(e) + 1,
      to = rowTo(e);
    const net = nets.get(key);
    if (net) {
      net.from = Math.min(net.from, from);
      net.to = Math.max(net.to, to);
      net.edges.push(e);
    } else nets.set(key, { key, from, to, edges: [e], lane: 0 });
  }
  return [...nets.values()];
}

/** Interval colouring, the shortest innermost; gives the number of lanes. */
function colour(nets: readonly Net[]): number {
  const lanes: Net[][] = [];
  for (const net of [...nets].sort((a, b) => a.to - a.from - (b.to - b.from))) {
    let lane = lanes.findIndex((used) => used.every((u) => u.to < net.from || u.from > net.to));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane]?.push(net);
    net.lane = lane;
  }
  return lanes.length;
}
