/**
 * Lays out a part of a group: items with edges among them, from above and to below. Items that every path passes
 * stand under each other on the spine; what lies between two of them is a block of branches side by side, each laid
 * out by itself. What does not come apart like that is laid out in rows.
 */
import { branches } from './branches';
import { type Crossing, channel } from './channel';
import { components } from './components';
import { rows } from './rows';
import { inX, type Job, outX, type Piece, type Placed, type Region, shiftedPieces, shiftedPlaces } from './types';

/** `items` in the order of their running; `edges` touch at least one of them. */
export function region(job: Job, items: readonly number[], edges: readonly number[]): Region {
  const parts = cut(job, items, edges);
  if (parts === undefined) return rows(job, items, edges);
  const stack = new Column(job);
  for (const part of parts) {
    if (part.kind === 'item') stack.item(part.item);
    else stack.block(part.items, part.edges);
  }
  return stack.done();
}

type Part =
  | { readonly kind: 'item'; readonly item: number }
  /** Edges that pass beside or through `items`, between the items before and after. */
  | { readonly kind: 'block'; readonly items: readonly number[]; readonly edges: readonly number[] };

/** undefined: there is nothing that all paths pass, and no branches either. */
function cut({ edges: all }: Job, items: readonly number[], edges: readonly number[]): readonly Part[] | undefined {
  const at = new Map(items.map((item, i) => [item, i] as const));
  const end = items.length;
  const from = (e: number): number => at.get(all[e]?.from ?? -1) ?? -1;
  const to = (e: number): number => at.get(all[e]?.to ?? -1) ?? end;
  const isSource = (i: number): boolean => !edges.some((e) => to(e) === i);
  const isSink = (i: number): boolean => !edges.some((e) => from(e) === i);
  const farthest = new Array<number>(end + 1).fill(-1);
  for (const e of edges) farthest[from(e) + 1] = Math.max(farthest[from(e) + 1] ?? -1, to(e));
  const cuts: number[] = [];
  let reach = -1;
  for (let i = 0; i < end; i++) {
    reach = Math.max(reach, farthest[i] ?? -1);
    // The first of several beginnings is none that all paths pass, nor is the last of several ends.
    const isOneOfMany =
      (i === 0 && end > 1 && isSource(0) && isSource(1)) || (i > 0 && i === end - 1 && isSink(i) && isSink(i - 1));
    if (reach <= i && !isOneOfMany) cuts.push(i);
  }
  const slots = [-1, ...cuts, end];
  const blockOf = (position: number): number => {
    let low = 0,
      high = slots.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((slots[middle] ?? end) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const blockEdges: number[][] = slots.map(() => []);
  for (const e of edges) blockEdges[blockOf(from(e))]?.push(e);
  const parts: Part[] = [];
  for (let s = 0; s + 1 < slots.length; s++) {
    const a = slots[s] ?? -1,
      b = slots[s + 1] ?? end;
    parts.push({ kind: 'block', items: items.slice(a + 1, b), edges: blockEdges[s] ?? [] });
    const item = items[b];
    if (item !== undefined) parts.push({ kind: 'item', item });
  }
  return cuts.length === 0 && !comesApart(all, items, edges) ? undefined : parts;
}

/** There are edges past all items, or items that have nothing to do with each other. */
function comesApart(all: Job['edges'], items: readonly number[], edges: readonly number[]): boolean {
  const inside = new Set(items);
  const passes = edges.some((e) => !inside.has(all[e]?.from ?? -1) && !inside.has(all[e]?.to ?? -1));
  return passes || components(all, items, edges).length > 1;
}

/** Items and blocks under each other. */
class Column {
  private readonly job: Job;
  private readonly placed: Placed[] = [];
  private readonly pieces: Piece[] = [];
  private readonly tops = new Map<number, number>();
  private left = 0;
  private right = 0;
  private y = 0;
  /** Where edges leave what was placed last. undefined: nothing was placed, so they come from above. */
  private above: Map<number, number> | undefined;
  private readonly pending = new Map<number, number>();

  constructor(job: Job) {
    this.job = job;
  }

  block(items: readonly number[], edges: readonly number[]): void {
    const { job } = this;
    if (items.length === 0) {
      for (const e of edges) this.pending.set(e, this.above?.get(e) ?? outXOr(job, e, this.above !== undefined));
      this.direct = edges;
      return;
    }
    const inner = branches(job, items, edges, region);
    if (this.above === undefined) for (const [e, x] of inner.tops) this.tops.set(e, x);
    else this.connect(new Map([...inner.tops].map(([e]) => [e, outX(job, e)])), inner.tops, (e) => this.sourceKey(e));
    this.placed.push(...shiftedPlaces(inner.placed, 0, this.y));
    this.pieces.push(...shiftedPieces(inner.pieces, 0, this.y));
    this.widen(inner.left, inner.right);
    this.y += inner.height;
    this.above = new Map(inner.bottoms);
    this.direct = undefined;
    this.pending.clear();
    for (const [e, x] of inner.bottoms) this.pending.set(e, x);
  }

  /** Edges of an empty block lead straight from one item to the next. */
  private direct: readonly number[] | undefined;

  item(item: number): void {
    const { job } = this;
    const box = job.items[item];
    if (!box) return;
    const entering = [...this.pending.keys()].filter((e) => job.edges[e]?.to === item);
    if (this.above === undefined && this.direct !== undefined) {
      for (const e of entering) this.tops.set(e, inX(job, e));
    } else {
      const sideways = box.side ? entering.filter((e) => Math.abs((this.pending.get(e) ?? 0) - inX(job, e)) > 1) : [];
      const straight = entering.filter((e) => !sideways.includes(e));
      const pick = (list: readonly number[], x: (e: number) => number): Map<number, number> =>
        new Map(list.map((e) => [e, x(e)]));
      const before = this.y;
      this.connect(
        pick(straight, (e) => this.pending.get(e) ?? 0),
        pick(straight, (e) => inX(job, e)),
        (e) => this.targetKey(e),
        sideways.some((e) => job.edges[e]?.isLabelled) && straight.length === 0,
      );
      if (straight.length === 0 && (sideways.length > 0 || this.placed.length > 0))
        this.y = Math.max(this.y, before + 12);
      for (const e of sideways) this.enterFromSide(e, before, box.side ?? { reach: 0, y: 0 });
    }
    this.placed.push({ item, x: 0, y: this.y });
    this.widen(box.left, box.right);
    this.y += box.height;
    this.above = new Map();
    this.direct = undefined;
    this.pending.clear();
  }

  private enterFromSide(e: number, from: number, side: { readonly reach: number; readonly y: number }): void {
    const x = this.pending.get(e) ?? 0;
    const y = this.y + side.y;
    this.pieces.push({
      edge: e,
      points: [
        [x, from],
        [x, y],
        [x > 0 ? side.reach : -side.reach, y],
      ],
    });
  }

  private connect(
    from: ReadonlyMap<number, number>,
    to: ReadonlyMap<number, number>,
    keyOf: (edge: number) => string,
    extraRoom = false,
  ): void {
    const crossings: Crossing[] = [...to].map(([edge, x]) => ({
      edge,
      from: from.get(edge) ?? x,
      to: x,
      key: keyOf(edge),
    }));
    const isLabelled = extraRoom || crossings.some(({ edge }) => this.job.edges[edge]?.isLabelled);
    const strip = channel(crossings, isLabelled);
    this.pieces.push(...shiftedPieces(strip.pieces, 0, this.y));
    this.y += strip.height;
  }

  private sourceKey(e: number): string {
    return this.job.edges[e]?.tensor ?? '';
  }
  private targetKey(e: number): string {
    return `${this.job.edges[e]?.to} ${inX(this.job, e)}`;
  }

  private widen(left: number, right: number): void {
    this.left = Math.min(this.left, left);
    this.right = Math.max(this.right, right);
  }

  done(): Region {
    return {
      left: this.left,
      right: this.right,
      height: this.y,
      placed: this.placed,
      pieces: this.pieces,
      tops: this.tops,
      bottoms: new Map(this.pending),
    };
  }
}

const outXOr = (job: Job, e: number, hasSource: boolean): number => (hasSource ? outX(job, e) : inX(job, e));
