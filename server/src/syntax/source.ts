/**
 * One text in its three guises.
 *
 * `written` is what the person typed. Healing inserts or removes characters, which gives `shown`. Same-length
 * substitutions for what the grammar cannot read (magics, carriage returns, a few Python 3 forms) give `parsed`.
 * Nodes are found in `parsed`, their text is read from `shown`, their spans are told in `written`.
 */
import type { Span } from './tree';

/** Replace `written[start, end)` by `text`. */
export interface Edit extends Span {
  readonly text: string;
}

export interface Source {
  readonly written: string;
  readonly shown: string;
  readonly parsed: string;
  /** Offset in `shown` (or `parsed`) to offset in `written`. */
  readonly at: (offset: number) => number;
  /** Statements given up by healing, by the offset of their mark in `shown`. */
  readonly given: ReadonlyMap<number, Span>;
}

/** Stands where an expression is missing; private use, and an identifier to the grammar. */
export const MISSING = '\uE000';
/** Stands for a statement that was given up. */
export const BAD = '\uE001';
/** Stands for a notebook magic. */
export const MAGIC = '\uE002';

const identity = (offset: number): number => offset;
const nothingGiven: ReadonlyMap<number, Span> = new Map();

/** A text that needed no healing; `parsed` differs where substitutions of the same length were made. */
export function unhealed(written: string, parsed = written): Source {
  return { written, shown: written, parsed, at: identity, given: nothingGiven };
}

/** Applies edits (sorted, not overlapping) to a text. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const edit of edits) {
    parts.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** Maps an offset of the edited text back: what lies inside an insertion maps to the place of the insertion. */
export function mapBack(edits: readonly Edit[]): (offset: number) => number {
  const editedStarts: number[] = [];
  let shift = 0;
  for (const edit of edits) {
    editedStarts.push(edit.start + shift);
    shift += edit.text.length - (edit.end - edit.start);
  }
  return (offset) => {
    const index = lastAtMost(editedStarts, offset);
    const edit = edits[index];
    const start = editedStarts[index];
    if (edit === undefined || start === undefined) return offset;
    const inside = offset - start;
    if (inside < edit.text.length) return Math.min(edit.start + inside, edit.end);
    return edit.end + (inside - edit.text.length);
  };
}

/** Index of the last element not above `value` in a sorted list, or -1. */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
