/** Each logical line made readable: as it stands, completed, with its f-strings taken for plain ones, or given up. */
import type { Token } from '../lexer';
import type { Edit } from '../source';
import { applyEdits, BAD } from '../source';
import type { Span, SyntaxProblem } from '../tree';
import { complete } from './complete';
import { isReadable } from './grammar';
import type { LogicalLine } from './lines';
import { isAdded, isHeader } from './lines';

export interface RepairedLine extends LogicalLine {
  readonly isBad: boolean;
  /** Whether a suite must follow on deeper lines. */
  readonly opensSuite: boolean;
}

export function repair(text: string, line: LogicalLine): RepairedLine {
  if (line.tokens.length === 0) return bad(line);
  const completion = complete(line.tokens);
  const closed = merged(line.edits, closersOf(line));
  const isComplete = completion !== undefined && completion.problems.length === 0;
  if (isComplete || isReadable(excerpt(text, line, closed))) return kept(line, closed, line.problems);
  if (completion === undefined) return bad(line);
  const edits = merged(line.edits, completion.edits);
  const problems = [...line.problems, ...completion.problems];
  return isReadable(excerpt(text, line, edits)) ? kept(line, edits, problems) : bad(line);
}

function closersOf(line: LogicalLine): Edit[] {
  return line.tokens.filter(isAdded).map(({ start, end, text }) => ({ start, end, text }));
}

/** The second attempt at a line that the grammar refused in its place. */
export function repairAgain(text: string, line: RepairedLine): RepairedLine {
  const plain = line.tokens.filter((token) => token.kind === 'string').flatMap((token) => withoutFormat(text, token));
  const fresh = plain.filter(
    (edit) => !line.edits.some((other) => other.start === edit.start && other.end === edit.end),
  );
  const edits = merged(line.edits, fresh);
  const isTried = fresh.length === 0 || line.isBad;
  return !isTried && isReadable(excerpt(text, line, edits))
    ? kept(line, edits, [...line.problems, invalid(line)])
    : bad(line);
}

/** Drops the `f` of an f-string. */
function withoutFormat(text: string, token: Token): Edit[] {
  const prefix = /^[a-zA-Z]*/.exec(text.slice(token.start, token.start + 3))?.[0].toLowerCase() ?? '';
  const at = token.start + prefix.indexOf('f');
  return prefix.includes('f') ? [{ start: at, end: at + 1, text: '' }] : [];
}

export function bad(line: LogicalLine): RepairedLine {
  const edits = [{ start: line.start, end: Math.max(line.end, line.start), text: BAD }];
  return { ...line, edits, problems: [invalid(line)], isBad: true, opensSuite: false };
}

function invalid(line: LogicalLine): SyntaxProblem {
  const span: Span = { start: line.start, end: line.end };
  return { message: 'invalid syntax', span };
}

function kept(line: LogicalLine, edits: readonly Edit[], problems: readonly SyntaxProblem[]): RepairedLine {
  return { ...line, edits, problems, isBad: false, opensSuite: endsInColon(line, edits) };
}

function endsInColon(line: LogicalLine, edits: readonly Edit[]): boolean {
  const first = line.tokens[0]?.text ?? '';
  const isOpener = isHeader(line.tokens) || first === 'match' || first === 'case';
  if (!isOpener) return false;
  const last = edits[edits.length - 1];
  if (last !== undefined && last.start >= line.end && last.text.trim() !== '') return last.text.trim().endsWith(':');
  return line.tokens[line.tokens.length - 1]?.text === ':';
}

function excerpt(text: string, line: LogicalLine, edits: readonly Edit[]): string {
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - line.start, end: edit.end - line.start }));
  return applyEdits(text.slice(line.start, line.end), moved);
}

/** By place; of those at one place, the earlier made comes first. */
function merged(one: readonly Edit[], other: readonly Edit[]): Edit[] {
  return [...one, ...other].sort((a, b) => a.start - b.start || a.end - b.end);
}
