/** Offsets to lines and columns and back; both count from 0, columns in UTF-16 units. */
import { lastAtMost } from './source';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which the lines of a text begin. */
export interface LineIndex {
  readonly starts: readonly number[];
  readonly length: number;
}

/** `\n`, `\r\n` and `\r` end a line, as editors have it. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return { starts, length: text.length };
}

export function positionAt(index: LineIndex, offset: number): Position {
  const inside = Math.max(0, Math.min(offset, index.length));
  const line = lastAtMost(index.starts, inside);
  return { line, column: inside - (index.starts[line] ?? 0) };
}

/** A column beyond its line gives the start of the next one. */
export function offsetAt(index: LineIndex, position: Position): number {
  if (position.line < 0) return 0;
  const start = index.starts[position.line];
  if (start === undefined) return index.length;
  const next = index.starts[position.line + 1] ?? index.length;
  return Math.min(start + Math.max(0, position.column), next);
}
