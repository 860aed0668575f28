/** A notebook as one module: its code cells joined, with an offset table both ways. */
import { lastAtMost } from './source';

export interface Cell {
  readonly source: string;
  /** Position among all cells of the notebook. */
  readonly index: number;
  readonly kind: 'code' | 'markdown' | 'raw';
}

export type Cells = { readonly cells: readonly Cell[] } | { readonly error: string };

/** The cells of an .ipynb file, formats 3 and 4. */
export function cellsOf(ipynbJson: string): Cells {
  const root = readJson(ipynbJson);
  if (!isRecord(root)) return { error: 'not a notebook: the file is not a JSON object' };
  const list = root['cells'] ?? firstWorksheetCells(root);
  if (!Array.isArray(list)) return { error: "not a notebook: no list of cells under 'cells'" };
  return { cells: list.map((cell: unknown, index) => readCell(cell, index)) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstWorksheetCells(root: Readonly<Record<string, unknown>>): unknown {
  const sheets = root['worksheets'];
  const first: unknown = Array.isArray(sheets) ? sheets[0] : undefined;
  return isRecord(first) ? first['cells'] : undefined;
}

function readCell(cell: unknown, index: number): Cell {
  if (!isRecord(cell)) return { source: '', index, kind: 'raw' };
  const type = cell['cell_type'];
  const kind = type === 'code' || type === 'markdown' ? type : 'raw';
  return { source: sourceText(cell['source'] ?? cell['input']), index, kind };
}

function sourceText(source: unknown): string {
  if (typeof source === 'string') return source;
  if (!Array.isArray(source)) return '';
  return source.map((line: unknown) => (typeof line === 'string' ? line : '')).join('');
}

/** Cells joined by line breaks, which belong to no cell. */
export interface JoinedCells {
  readonly text: string;
  /** Offset of each cell's first character in `text`. */
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
}

/** Joins code cells; one whose `%%magic` is not Python stands there as blanks of the same length. */
export function joinCells(sources: readonly string[]): JoinedCells {
  const starts: number[] = [];
  let at = 0;
  for (const source of sources) {
    starts.push(at);
    at += source.length + 1;
  }
  const text = sources.map((source) => `${isForeign(source) ? source.replace(/[^\r\n]/g, ' ') : source}\n`).join('');
  return { text, starts, lengths: sources.map((source) => source.length) };
}

/** Cell magics whose cell is Python all the same. */
const pythonMagics = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'python',
  'python3',
  'pypy',
  'debug',
  'memit',
  'mprun',
]);

function isForeign(source: string): boolean {
  const magic = /^\s*%%(\w+)/.exec(source)?.[1];
  return magic !== undefined && !pythonMagics.has(magic);
}

export interface CellOffset {
  /** Position among the joined cells. */
  readonly cell: number;
  readonly offset: number;
}

/** Where in which cell an offset of the joined text lies; the break after a cell counts as its end. */
export function toCell(joined: JoinedCells, offset: number): CellOffset {
  const cell = Math.max(0, lastAtMost(joined.starts, offset));
  const inside = offset - (joined.starts[cell] ?? 0);
  return { cell, offset: Math.max(0, Math.min(inside, joined.lengths[cell] ?? 0)) };
}

export function fromCell(joined: JoinedCells, place: CellOffset): number {
  const start = joined.starts[place.cell] ?? joined.text.length;
  return start + Math.max(0, Math.min(place.offset, joined.lengths[place.cell] ?? 0));
}
