/** Branches side by side: the longest on the spine, the others beside it in the order of the code, skips in lanes. */

import { components } from './components';
import { BESIDE, COLUMN, LANE, LANE_TEXT } from './measures';
import { type Job, type Piece, type Placed, type Region, shiftedPieces, shiftedPlaces } from './types';

interface Branch {
  readonly box: Region;
  readonly first: number;
  readonly isThrough: boolean;
}

/** `region` lays out one branch. */
export function branches(
  job: Job,
  items: readonly number[],
  edges: readonly number[],
  region: (job: Job, items: readonly number[], edges: readonly number[]) => Region,
): Region {
  const inside = new Set(items);
  const isInside = (item: number | undefined): boolean => item !== undefined && inside.has(item);
  const passing = edges.filter((e) => !isInside(job.edges[e]?.from) && !isInside(job.edges[e]?.to));
  const found = components(job.edges, items, edges).map((part): Branch => {
    const box = region(job, part.items, part.edges);
    return { box, first: part.items[0] ?? 0, isThrough: box.tops.size > 0 && box.bottoms.size > 0 };
  });
  const main = mainBranch(found, passing.length > 0);
  const block = new Block(Math.max(0, ...found.map(({ box }) => box.height)));
  const lanes = lanesOf(job, passing);
  if (main) block.put(main.box, 0);
  else block.lane(lanes.shift() ?? [], 0);
  for (const branch of found)
    if (branch !== main && main && branch.isThrough && branch.first < main.first) block.toLeft(branch.box);
  for (const branch of found)
    if (branch !== main && !(main && branch.isThrough && branch.first < main.first)) block.toRight(branch.box);
  lanes.forEach((lane, i) => {
    block.lane(lane, block.right + (i === 0 ? BESIDE : LANE), true);
  });
  if (lanes.length > 0) block.right += LANE_TEXT;
  return block.done();
}

/** The one on the spine; none where only what passes leads on. */
function mainBranch(found: readonly Branch[], isPassed: boolean): Branch | undefined {
  const through = found.filter((branch) => branch.isThrough);
  const candidates = through.length > 0 ? through : isPassed ? [] : found;
  let best: Branch | undefined;
  for (const branch of candidates) if (!best || branch.box.height > best.box.height + 1) best = branch;
  return best;
}

/** Edges of one tensor share a lane. */
function lanesOf(job: Job, passing: readonly number[]): number[][] {
  const lanes = new Map<string, number[]>();
  for (const e of passing) {
    const tensor = job.edges[e]?.tensor ?? '';
    lanes.set(tensor, [...(lanes.get(tensor) ?? []), e]);
  }
  return [...lanes.values()];
}

class Block {
  private readonly height: number;
  private readonly placed: Placed[] = [];
  private readonly pieces: Piece[] = [];
  private readonly tops = new Map<number, number>();
  private readonly bottoms = new Map<number, number>();
  private left = 0;
  right = 0;
  constructor(height: number) {
    this.height = height;
  }

  toLeft(box: Region): void {
    this.put(box, this.left - COLUMN - box.right);
  }
  toRight(box: Region): void {
    this.put(box, this.right + COLUMN - box.left);
  }

  put(box: Region, x: number): void {
    this.placed.push(...shiftedPlaces(box.placed, x, 0));
    this.pieces.push(...shiftedPieces(box.pieces, x, 0));
    for (const [e, pin] of box.tops) this.tops.set(e, pin + x);
    for (const [e, pin] of box.bottoms) {
      this.bottoms.set(e, pin + x);
      if (box.height < this.height) this.line(e, pin + x, box.height);
    }
    this.left = Math.min(this.left, x + box.left);
    this.right = Math.max(this.right, x + box.right);
  }

  lane(edges: readonly number[], x: number, isLane = false): void {
    for (const e of edges) {
      this.tops.set(e, x);
      this.bottoms.set(e, x);
      this.line(e, x, 0, isLane);
    }
    this.left = Math.min(this.left, x);
    this.right = Math.max(this.right, x);
  }

  private line(edge: number, x: number, from: number, isLane = false): void {
    this.pieces.push({
      edge,
      points: [
        [x, from],
        [x, this.height],
      ],
      isLane,
    });
  }

  done(): Region {
    const { left, right, height, placed, pieces, tops, bottoms } = this;
    return { left, right, height, placed, pieces, tops, bottoms };
  }
}
