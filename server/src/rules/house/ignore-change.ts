/** The comment that silences a problem, written where a person would write it. */
import type { Problem, TextRepair } from '../../graph';
import { expressionAt, type ModuleTree } from '../../syntax';

export function ignoreChange(problem: Problem, tree: ModuleTree, text: string): TextRepair {
  const { file, span } = problem.place;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.start);
  const lineEnd = newline < 0 ? text.length : newline - (text[newline - 1] === '\r' ? 1 : 0);
  const write = (at: { readonly start: number; readonly end: number }, words: string): TextRepair => ({
    kind: 'replace',
    title: `Ignore ${problem.code} on this line`,
    target: problem.place,
    changes: [{ file, span: at, text: words }],
  });
  const known = tree.comments.find(
    ({ span: at, text: words }) => at.start >= lineStart && at.start <= lineEnd && LISTED.test(words),
  );
  if (known)
    return write(
      known.span,
      known.text.replace(LISTED, (all) => `${all.trimEnd()}, ${problem.code}`),
    );
  const comment = `# convscope: ignore[${problem.code}]`;
  if (canEndWithComment(tree, text, lineEnd)) return write({ start: lineEnd, end: lineEnd }, `  ${comment}`);
  const indent = /^[ \t]*/.exec(text.slice(lineStart, lineEnd))?.[0] ?? '';
  return write({ start: lineStart, end: lineStart }, `${indent}${comment}\n`);
}

const LISTED = /#\s*convscope:\s*ignore\s*\[[^\]]*/;

/** Not in the middle of a string, and not after a backslash. */
function canEndWithComment(tree: ModuleTree, text: string, lineEnd: number): boolean {
  if (text[lineEnd - 1] === '\\') return false;
  return !expressionAt(tree, lineEnd).some(
    (e) =>
      (e.kind === 'Str' || e.kind === 'JoinedStr' || e.kind === 'Bytes') &&
      e.span.start < lineEnd &&
      lineEnd < e.span.end,
  );
}
