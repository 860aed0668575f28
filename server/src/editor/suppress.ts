/** `# convscope: ignore[CS303]` on the line of a problem, or alone on the line above. */
import type { Problem } from '../graph';
import { lineIndex, type ModuleTree, positionAt } from '../syntax';

export function isSuppressed(problem: Problem, tree: ModuleTree, text: string): boolean {
  const index = lineIndex(text);
  const line = positionAt(index, problem.place.span.start).line;
  return tree.comments.some((comment) => {
    const codes = /#\s*convscope:\s*ignore(?:\[([^\]]*)\])?/.exec(comment.text);
    if (!codes) return false;
    const at = positionAt(index, comment.span.start);
    const alone = text.slice(comment.span.start - at.column, comment.span.start).trim() === '';
    if (at.line !== line && !(alone && at.line === line - 1)) return false;
    return (
      codes[1] === undefined ||
      codes[1]
        .split(',')
        .map((c) => c.trim())
        .includes(problem.code)
    );
  });
}
