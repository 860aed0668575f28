/** Input cells, the window over them, and the output cells, as SVG. */
import type { Cell, Tap } from '../../../server/src/draw/arithmetic';
import { svg } from '../dom/svg';
import { type Cursor, plane, type Stage } from './stage';

/** What a person does with the cells. */
export interface Gestures {
  readonly look: (row: number, column: number) => void;
}

export function grids(stage: Stage, cursor: Cursor, gestures: Gestures): SVGElement[] {
  const { row, column } = plane(cursor);
  const window: Window = { rows: stage.rows.taps(row), columns: stage.columns.taps(column) };
  return [
    ...stage.slices.flatMap((slice) => inputSlice(stage, slice, window)),
    outputGrid(stage, row, column, gestures),
    rays(stage, window, row, column),
  ];
}

interface Window {
  readonly rows: readonly Tap[];
  readonly columns: readonly Tap[];
}

function inputSlice(stage: Stage, slice: Stage['slices'][number], window: Window): SVGElement[] {
  const { rows, columns, cell } = stage;
  const cells = rows.cells.flatMap((row, r) =>
    columns.cells.map((column, c) =>
      svg('rect', {
        class: `cell ${kindOf(row, column)}${isUnder(window, r, c) ? ' under' : ''}`,
        x: slice.x + c * cell + 1,
        y: slice.y + r * cell + 1,
        width: cell - 2,
        height: cell - 2,
        rx: 2,
      }),
    ),
  );
  return [
    svg('g', { class: 'input' }, cells),
    frame(stage, slice, window),
    ...indexLabels(slice, rows.cells, columns.cells, cell, slice === stage.slices[0]),
    ...depthLabel(stage, slice),
  ];
}

const kindOf = (row: Cell, column: Cell): Cell['kind'] => {
  if (row.kind === 'padding' || column.kind === 'padding') return 'padding';
  return row.kind === 'hole' || column.kind === 'hole' ? 'hole' : 'input';
};

const isUnder = ({ rows, columns }: Window, r: number, c: number): boolean =>
  rows.some(({ at }) => at === r) && columns.some(({ at }) => at === c);

/** Around all that the window spans, holes of a dilation included. */
function frame({ cell }: Stage, slice: { readonly x: number; readonly y: number }, window: Window): SVGElement {
  const [top, bottom] = spanOf(window.rows);
  const [left, right] = spanOf(window.columns);
  return svg('rect', {
    class: 'window',
    x: slice.x + left * cell,
    y: slice.y + top * cell,
    width: (right - left + 1) * cell,
    height: (bottom - top + 1) * cell,
    rx: 3,
  });
}

function spanOf(taps: readonly Tap[]): readonly [number, number] {
  const places = taps.map(({ at }) => at);
  return [Math.min(...places), Math.max(...places)];
}

function indexLabels(
  { x, y }: { readonly x: number; readonly y: number },
  rows: readonly Cell[],
  columns: readonly Cell[],
  cell: number,
  withRows: boolean,
): SVGElement[] {
  const text = (at: Cell, attributes: Record<string, number>): SVGElement[] =>
    at.kind === 'input' ? [svg('text', { class: 'index', ...attributes }, [String(at.index)])] : [];
  const across = columns.flatMap((at, i) => text(at, { x: x + (i + 0.5) * cell, y: y - 5 }));
  const down =
    withRows && rows.length > 1 ? rows.flatMap((at, i) => text(at, { x: x - 9, y: y + (i + 0.5) * cell + 3 })) : [];
  return [...across, ...down];
}

function depthLabel(stage: Stage, { x, y, at }: Stage['slices'][number]): SVGElement[] {
  const cell = at === undefined ? undefined : stage.depth?.cells[at];
  if (cell === undefined) return [];
  const text = cell.kind === 'input' ? `slice ${cell.index}` : cell.kind;
  const bottom = y + stage.rows.cells.length * stage.cell + 14;
  return [svg('text', { class: 'note', x: x + (stage.columns.cells.length * stage.cell) / 2, y: bottom }, [text])];
}

function outputGrid(stage: Stage, row: number, column: number, gestures: Gestures): SVGElement {
  const { rows, columns, cell, out } = stage;
  const cells = Array.from({ length: rows.output * columns.output }, (_, i) => {
    const [r, c] = [Math.floor(i / columns.output), i % columns.output];
    const isHere = r === row && c === column;
    const isDone = r < row || (r === row && c < column);
    const made = svg('rect', {
      class: `cell output${isHere ? ' here' : isDone ? ' done' : ''}`,
      x: out.x + c * cell + 1,
      y: out.y + r * cell + 1,
      width: cell - 2,
      height: cell - 2,
      rx: 2,
    });
    made.addEventListener('pointerenter', () => gestures.look(r, c));
    return made;
  });
  const labels = indexLabels(out, counted(rows.output), counted(columns.output), cell, true);
  return svg('g', { class: 'result' }, [...cells, ...labels]);
}

const counted = (count: number): Cell[] => Array.from({ length: count }, (_, index) => ({ kind: 'input', index }));

/** From the corners of the window to the cell that it makes. */
function rays(stage: Stage, window: Window, row: number, column: number): SVGElement {
  const { cell, out, slices } = stage;
  const last = slices.at(-1);
  if (last === undefined) return svg('g');
  const [top, bottom] = spanOf(window.rows);
  const right = last.x + (spanOf(window.columns)[1] + 1) * cell;
  const target = { x: out.x + column * cell + 1, y: out.y + row * cell + 1 };
  const line = (y1: number, y2: number): SVGElement => svg('line', { class: 'ray', x1: right, y1, x2: target.x, y2 });
  return svg('g', { class: 'rays' }, [
    line(last.y + top * cell, target.y),
    line(last.y + (bottom + 1) * cell, target.y + cell - 2),
  ]);
}
