/** Where the cells of the arithmetic view stand: input slices on the left, output on the right. Pure geometry. */
import { type SlidingLayer, type Strip, stripOf } from '../../../server/src/draw/arithmetic';

/** The output position that is looked at: one index an axis. */
export type Cursor = readonly number[];

export interface Stage {
  readonly rows: Strip;
  readonly columns: Strip;
  /** Of three axes the first one: its slices stand side by side. */
  readonly depth: Strip | undefined;
  readonly cell: number;
  readonly width: number;
  readonly height: number;
  /** Upper left corners of the input slices, for each the position in the depth strip. */
  readonly slices: readonly { readonly x: number; readonly y: number; readonly at: number | undefined }[];
  readonly out: { readonly x: number; readonly y: number };
}

/** A strip of one cell, for the missing rows of a layer with one axis. */
const SINGLE: Strip = {
  cells: [{ kind: 'input', index: 0 }],
  output: 1,
  taps: () => [{ at: 0, kernel: 0, weight: undefined }],
};

export const LABEL = 22;
const GAP = 72;
const BETWEEN = 16;
const SPACE = 620;
/** More slices than this make the cells too small to read. */
const SLICES = 4;

export function stageOf(layer: SlidingLayer, cursor: Cursor): Stage {
  const rank = layer.axes.length;
  const columns = stripOf(layer, rank - 1);
  const rows = rank > 1 ? stripOf(layer, rank - 2) : SINGLE;
  const depth = rank > 2 ? stripOf(layer, 0) : undefined;
  const shown = depth ? depth.taps(cursor[0] ?? 0).slice(0, SLICES) : [undefined];
  const across = shown.length * columns.cells.length + columns.output;
  const cell = clamp(Math.floor((SPACE - GAP) / across), 11, 30);
  const sliceWidth = columns.cells.length * cell;
  const height = Math.max(rows.cells.length, rows.output) * cell;
  const top = (cells: number): number => LABEL + (height - cells * cell) / 2;
  const slices = shown.map((tap, i) => ({
    x: LABEL + i * (sliceWidth + BETWEEN),
    y: top(rows.cells.length),
    at: tap?.at,
  }));
  const inputEnd = LABEL + shown.length * (sliceWidth + BETWEEN) - BETWEEN;
  return {
    rows,
    columns,
    depth,
    cell,
    slices,
    out: { x: inputEnd + GAP, y: top(rows.output) },
    width: inputEnd + GAP + columns.output * cell + LABEL,
    height: height + 2 * LABEL,
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Row and column of the cursor, whatever the rank. */
export function plane(cursor: Cursor): { readonly row: number; readonly column: number } {
  return { row: cursor.length > 1 ? (cursor.at(-2) ?? 0) : 0, column: cursor.at(-1) ?? 0 };
}

export function withPlane(cursor: Cursor, row: number, column: number): Cursor {
  return cursor.length > 1 ? [...cursor.slice(0, -2), row, column] : [column];
}

/** The next output position in reading order, from the last one back to the first. */
export function stepped({ rows, columns }: Stage, cursor: Cursor, by: 1 | -1): Cursor {
  const { row, column } = plane(cursor);
  const count = rows.output * columns.output;
  const place = (row * columns.output + column + by + count) % count;
  return withPlane(cursor, Math.floor(place / columns.output), place % columns.output);
}
