import type { RawModule } from '../raw';
import type { Source } from '../source';
import type { ModuleTree, Span, SyntaxProblem } from '../tree';
import type { Lowering, MovableSpan, Whole } from './context';
import { spanBetween } from './context';
import { expression, expressionList, oneOf } from './expressions';
import { statements } from './statements';

const WHOLE: Whole = { expression, expressionList, oneOf, statements };

/** A tree, and every span in it. */
export interface Lowered {
  readonly tree: ModuleTree;
  readonly spans: readonly MovableSpan[];
}

/** The typed tree of a text that the grammar has read and that begins at `base`. */
export function lowerModule(
  raw: RawModule,
  source: Source,
  base: number,
  problems: readonly SyntaxProblem[],
  healed: boolean,
): Lowered {
  const at = (offset: number): number => source.at(offset) + base;
  const spans: MovableSpan[] = [];
  const moved = (span: Span): Span => {
    const copy = { start: span.start + base, end: span.end + base };
    spans.push(copy);
    return copy;
  };
  const given = new Map([...source.given].map(([mark, span]) => [mark, moved(span)]));
  const lowering: Lowering = {
    source: { ...source, at, given },
    expressionDepth: 0,
    statementDepth: 0,
    yields: false,
    whole: WHOLE,
    spans,
    problems: problems.map((problem) => ({ ...problem, span: moved(problem.span) })),
  };
  const body = statements(lowering, raw.script.children);
  const comments = raw.comments.map((comment) => ({
    text: source.shown.slice(comment.start, comment.end).trimEnd(),
    span: spanBetween(lowering, comment.start, comment.end),
  }));
  lowering.problems.sort((a, b) => a.span.start - b.span.start);
  return { tree: { body, comments, problems: lowering.problems, healed }, spans };
}
