/** What the layout of one group works on, and what it gives. x counts from the spine, y downwards. */
export interface LayoutItem {
  /** How far it reaches to the left (negative) and right of its spine. */
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Where tensors enter at the top, by tensor; 0 for those that are not listed. */
  readonly ins: ReadonlyMap<string, number>;
  readonly outs: ReadonlyMap<string, number>;
  /** A circle at the top that lines may enter from the side: its half width and height. */
  readonly side: { readonly reach: number; readonly y: number } | undefined;
}

export interface LayoutEdge {
  /** Index of an item, or OUTSIDE. */
  readonly from: number;
  readonly to: number;
  readonly tensor: string;
  /** It carries a label, and needs room for it. */
  readonly isLabelled: boolean;
}

export type Point = readonly [x: number, y: number];
/** A part of an edge's line, downwards. */
export interface Piece {
  readonly edge: number;
  readonly points: readonly Point[];
  /** It goes past other things. */
  readonly isLane?: boolean;
}
export interface Placed {
  readonly item: number;
  readonly x: number;
  readonly y: number;
}

/** A laid out part: a box with pins on its top and bottom for the edges that come and go. */
export interface Region {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly placed: readonly Placed[];
  readonly pieces: readonly Piece[];
  readonly tops: ReadonlyMap<number, number>;
  readonly bottoms: ReadonlyMap<number, number>;
}

export interface Job {
  readonly items: readonly LayoutItem[];
  readonly edges: readonly LayoutEdge[];
}

export const inX = ({ items, edges }: Job, edge: number): number => {
  const e = edges[edge];
  return (e && items[e.to]?.ins.get(e.tensor)) ?? 0;
};
export const outX = ({ items, edges }: Job, edge: number): number => {
  const e = edges[edge];
  return (e && items[e.from]?.outs.get(e.tensor)) ?? 0;
};

export const shiftedPieces = (pieces: readonly Piece[], dx: number, dy: number): Piece[] =>
  dx === 0 && dy === 0
    ? [...pieces]
    : pieces.map((piece) => ({ ...piece, points: piece.points.map(([x, y]): Point => [x + dx, y + dy]) }));
export const shiftedPlaces = (placed: readonly Placed[], dx: number, dy: number): Placed[] =>
  placed.map(({ item, x, y }) => ({ item, x: x + dx, y: y + dy }));
