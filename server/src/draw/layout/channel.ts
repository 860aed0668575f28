/** The free strip between two rows: lines change their column in it, each bundle on a track of its own. */
import { GAP, TRACK } from './measures';
import type { Piece, Point } from './types';

export interface Crossing {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
  /** Lines with one key are one bundle: they may share their track. */
  readonly key: string;
}

export interface Channel {
  readonly height: number;
  /** From y = 0 to y = height. */
  readonly pieces: readonly Piece[];
}

const FIRST_TRACK = 13;

export function channel(crossings: readonly Crossing[], isLabelled: boolean): Channel {
  if (crossings.length === 0) return { height: 0, pieces: [] };
  const tracks = tracksOf(crossings.filter((c) => c.from !== c.to));
  const count = Math.max(0, ...tracks.values()) + (tracks.size > 0 ? 1 : 0);
  const plain = isLabelled ? GAP.labelled : GAP.plain;
  const height = Math.max(plain, count === 0 ? 0 : 2 * FIRST_TRACK + (count - 1) * TRACK) + (count > 0 ? 4 : 0);
  // Tracks stand in the lower half, so that a label has its place beside the line above them.
  const top = height - FIRST_TRACK - (count - 1) * TRACK;
  const pieces = crossings.map(({ edge, from, to, key }): Piece => {
    if (from === to)
      return {
        edge,
        points: [
          [from, 0],
          [to, height],
        ],
      };
    const y = top + (tracks.get(key) ?? 0) * TRACK;
    const points: Point[] = [
      [from, 0],
      [from, y],
      [to, y],
      [to, height],
    ];
    return { edge, points };
  });
  return { height, pieces };
}

/** Bundles whose stretches overlap get different tracks; the longest lie lowest. */
function tracksOf(crossings: readonly Crossing[]): ReadonlyMap<string, number> {
  const stretches = new Map<string, { from: number; to: number }>();
  for (const { from, to, key } of crossings) {
    const s = stretches.get(key) ?? { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
    stretches.set(key, { from: Math.min(s.from, from, to), to: Math.max(s.to, from, to) });
  }
  const tracks = new Map<string, number>();
  const ends: { from: number; to: number }[][] = [];
  for (const [key, stretch] of [...stretches].sort((a, b) => a[1].to - a[1].from - (b[1].to - b[1].from))) {
    let track = ends.findIndex((used) => used.every((u) => u.to < stretch.from - 4 || u.from > stretch.to + 4));
    if (track < 0) track = ends.push([]) - 1;
    ends[track]?.push(stretch);
    tracks.set(key, track);
  }
  return tracks;
}
