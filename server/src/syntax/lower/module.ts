import type { RawModule } from '../raw';
import type { Source } from '../source';
import type { ModuleTree, Span, SyntaxProblem } from '../tree';
import type { Lowering, Whole } from './context';
import { spanBetween } from './context';
import { expression, expressionList, oneOf } from './expressions';
import { statements } from './statements';

const WHOLE: Whole = { expression, expressionList, oneOf, statements };

/** The typed tree of a text that the grammar has read and that begins at `base`. */
export function lowerModule(
  raw: RawModule,
  source: Source,
  base: number,
  problems: readonly SyntaxProblem[],
  healed: boolean,
): ModuleTree {
  const at = (offset: number): number => source.at(offset) + base;
  const given = new Map([...source.given].map(([mark, span]) => [mark, moved(span, base)]));
  const lowering: Lowering = {
    source: { ...source, at, given },
    expressionDepth: 0,
    statementDepth: 0,
    yields: false,
    whole: WHOLE,
    problems: problems.map((problem) => ({ ...problem, span: moved(problem.span, base) })),
  };
  const body = statements(lowering, raw.script.children);
  const comments = raw.comments.map((comment) => ({
    text: source.shown.slice(comment.start, comment.end).trimEnd(),
    span: spanBetween(lowering, comment.start, comment.end),
  }));
  lowering.problems.sort((a, b) => a.span.start - b.span.start);
  return { body, comments, problems: lowering.problems, healed };
}

function moved(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}
