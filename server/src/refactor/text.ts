/** Small things about text: lines, indentation, edits, names. */
import type { Edit } from '../edit';
import type { Span } from '../syntax';
import type { Context } from './context';

export const source = (context: Context, span: Span): string => context.text.slice(span.start, span.end);

export const lineBreak = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Where the line ends, its break not counted. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

/** Blanks before the first other letter of the line. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

/** Whether nothing stands before the offset on its line. */
export const beginsLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '';

/** One level of indentation, as the file has it. */
export function indentUnit(text: string): string {
  const first = /^(?:class|def|if|for|with)\b[^\n]*:[^\n]*\r?\n(?:[ \t]*\r?\n)*([ \t]+)\S/m.exec(text)?.[1];
  return first ?? '    ';
}

export const replaced = (context: Context, span: Span, text: string): Edit => ({ file: context.file, span, text });

export const inserted = (context: Context, at: number, text: string): Edit =>
  replaced(context, { start: at, end: at }, text);

/** The text after edits that do not overlap; those at one place in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, order) => ({ edit, order }));
  ordered.sort(
    (a, b) => b.edit.span.start - a.edit.span.start || b.edit.span.end - a.edit.span.end || b.order - a.order,
  );
  return ordered.reduce(
    (result, { edit }) => result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end),
    text,
  );
}

/** Whether two edits touch the same text. */
export function overlap(edits: readonly Edit[]): boolean {
  const spans = edits.map((e) => e.span).sort((a, b) => a.start - b.start || a.end - b.end);
  return spans.some((span, i) => i > 0 && span.start < (spans[i - 1]?.end ?? 0));
}

/** `name`, or the first of `name2`, `name3`, … that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const stem = name.replace(/\d+$/, '');
  for (let i = 2; ; i += 1) if (!taken.has(`${stem}${i}`)) return `${stem}${i}`;
}
