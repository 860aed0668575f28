/** A file, or a notebook whose code cells are one module: one text with parts. */
import { joinCells, type LineIndex, lineIndex, offsetAt, positionAt } from '../syntax';

export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** One text document of the editor: the file itself, or one cell. */
export interface Part {
  readonly uri: string;
  readonly text: string;
  /** Offset in the document's text. */
  readonly start: number;
  readonly lines: LineIndex;
}

export interface Document {
  /** URI of the file or of the notebook. */
  readonly uri: string;
  readonly path: string;
  readonly isNotebook: boolean;
  readonly text: string;
  readonly parts: readonly Part[];
}

const partOf = (uri: string, text: string, start: number): Part => ({ uri, text, start, lines: lineIndex(text) });

export const fileDocument = (uri: string, path: string, text: string): Document => ({
  uri,
  path,
  isNotebook: false,
  text,
  parts: [partOf(uri, text, 0)],
});

export function notebookDocument(
  uri: string,
  path: string,
  cells: readonly { readonly uri: string; readonly text: string }[],
): Document {
  const joined = joinCells(cells.map((c) => c.text));
  return {
    uri,
    path,
    isNotebook: true,
    text: joined.text,
    parts: cells.map((cell, i) => partOf(cell.uri, cell.text, joined.starts[i] ?? 0)),
  };
}

export function offsetIn(document: Document, uri: string, position: Position): number | undefined {
  const part = document.parts.find((p) => p.uri === uri);
  return part && part.start + offsetAt(part.lines, { line: position.line, column: position.character });
}

/** The part that holds an offset; an offset between cells belongs to the one before. */
export function partAt(document: Document, offset: number): Part | undefined {
  let found: Part | undefined;
  for (const part of document.parts) if (part.start <= offset) found = part;
  return found;
}

export function positionIn(
  document: Document,
  offset: number,
): { readonly uri: string; readonly position: Position } | undefined {
  const part = partAt(document, offset);
  if (!part) return undefined;
  const { line, column } = positionAt(part.lines, Math.min(offset - part.start, part.text.length));
  return { uri: part.uri, position: { line, character: column } };
}

export function rangeIn(
  document: Document,
  span: { readonly start: number; readonly end: number },
): { readonly uri: string; readonly range: Range } | undefined {
  const start = positionIn(document, span.start),
    end = positionIn(document, span.end);
  if (!start || !end) return undefined;
  return {
    uri: start.uri,
    range: { start: start.position, end: end.uri === start.uri ? end.position : start.position },
  };
}
