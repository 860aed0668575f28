import type { RawModule } from '../raw';
import type { Source } from '../source';
import type { ModuleTree, SyntaxProblem } from '../tree';
import type { Lowering } from './context';
import { spanBetween } from './context';
import { statements } from './statements';

/** The typed tree of a module that the grammar has read. */
export function lowerModule(
  raw: RawModule,
  source: Source,
  problems: readonly SyntaxProblem[],
  healed: boolean,
): ModuleTree {
  const lowering: Lowering = { source, expressionDepth: 0, statementDepth: 0, yields: false, problems: [] };
  const body = statements(lowering, raw.script.children);
  const comments = raw.comments.map((comment) => ({
    text: source.shown.slice(comment.start, comment.end).trimEnd(),
    span: spanBetween(lowering, comment.start, comment.end),
  }));
  const all = [...problems, ...lowering.problems].sort((a, b) => a.span.start - b.span.start);
  return { body, comments, problems: all, healed };
}
