/** What every lowering function needs, and the spans and texts read through it. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { Source } from '../source';
import { MISSING } from '../source';
import type { Expr, MissingExpr, Span, Stmt, SyntaxProblem } from '../tree';

/** Expressions nested (or chained) deeper than this are Missing: whoever walks the tree recurses. */
export const MAX_EXPRESSION_DEPTH = 500;
/** Python itself allows 100 levels of indentation. */
export const MAX_STATEMENT_DEPTH = 100;

export interface Lowering {
  readonly source: Source;
  expressionDepth: number;
  statementDepth: number;
  /** Set by each `yield`, read and restored by the function around it. */
  yields: boolean;
  /** What the grammar lets pass and Python does not. */
  readonly problems: SyntaxProblem[];
  /** Every span of the tree, so that all of them can be moved at once. */
  readonly spans: MovableSpan[];
  /** The grammar is recursive, the files are not: parts reach the whole through these. */
  readonly whole: Whole;
}

/** A span in the hands of who made it. */
export interface MovableSpan {
  start: number;
  end: number;
}

export interface Whole {
  expression(lowering: Lowering, raw: Raw): Expr;
  expressionList(lowering: Lowering, raws: readonly Raw[], from: number): Expr;
  oneOf(lowering: Lowering, raws: readonly Raw[], from: number): Expr;
  statements(lowering: Lowering, raws: readonly Raw[]): Stmt[];
}

export function spanOf(lowering: Lowering, raw: { readonly from: number; readonly to: number }): Span {
  return spanBetween(lowering, raw.from, raw.to);
}

export function spanBetween(lowering: Lowering, from: number, to: number): Span {
  const { at } = lowering.source;
  return newSpan(lowering, at(from), at(to));
}

/** Offsets of the text as written. */
export function newSpan(lowering: Lowering, start: number, end: number): Span {
  const span = { start, end };
  lowering.spans.push(span);
  return span;
}

export function textOf(lowering: Lowering, raw: Raw): string {
  return lowering.source.shown.slice(raw.from, raw.to);
}

/** An identifier as Python compares it; empty where healing had to invent one. */
export function identifierOf(lowering: Lowering, raw: Raw | undefined): string {
  if (raw === undefined || raw.name === ERROR) return '';
  if (lowering.source.parsed.startsWith(MISSING, raw.from)) return '';
  const text = textOf(lowering, raw);
  return isAscii(text) ? text : text.normalize('NFKC');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

export function missing(lowering: Lowering, from: number, to: number): MissingExpr {
  return { kind: 'Missing', span: spanBetween(lowering, from, to) };
}

/** Runs `lower` with `levels` more of depth, or gives Missing where that is too deep. */
export function deeper(lowering: Lowering, levels: number, raw: Raw, lower: () => Expr): Expr {
  if (lowering.expressionDepth + levels > MAX_EXPRESSION_DEPTH) return missing(lowering, raw.from, raw.to);
  lowering.expressionDepth += levels;
  const result = lower();
  lowering.expressionDepth -= levels;
  return result;
}

/** Whether a token in the parsed text stands for `text` in the text as shown (see dialect.ts). */
export function standsFor(lowering: Lowering, raw: Raw, text: string): boolean {
  return lowering.source.shown.startsWith(text, raw.from);
}

/** Divides children at their commas; what the grammar inserted or skipped is left out. */
export function splitAtCommas(children: readonly Raw[]): Raw[][] {
  const parts: Raw[][] = [];
  let part: Raw[] = [];
  for (const child of children) {
    if (child.name === ',') {
      parts.push(part);
      part = [];
    } else if (child.name !== ERROR) {
      part.push(child);
    }
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** The children between the outermost brackets of a bracketed node. */
export function inner(raw: Raw): readonly Raw[] {
  const { children } = raw;
  const last = children[children.length - 1]?.name;
  const closed = last === ')' || last === ']' || last === '}';
  return children.slice(1, closed ? -1 : undefined);
}
