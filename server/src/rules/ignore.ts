/**
 * Comments that silence problems: `# convscope: ignore[CS303]` at the end of a line, or alone on the line above, and
 * `# convscope: ignore-file[CS303]` alone on any line for the whole file. Without codes all are silenced.
 */
import type { Problem } from '../graph';
import { type Comment, lineIndex, type ModuleTree, positionAt } from '../syntax';

export interface Ignore {
  readonly comment: Comment;
  /** undefined: all. */
  readonly codes: readonly string[] | undefined;
  /** Lines that it silences, counted from 0; undefined: the whole file. */
  readonly lines: readonly number[] | undefined;
}

const DIRECTIVE = /#\s*convscope:\s*ignore(-file)?(?![\w-])(?:\s*\[([^\]]*)\])?/;

export function ignoresIn(tree: ModuleTree, text: string): readonly Ignore[] {
  const index = lineIndex(text);
  return tree.comments.flatMap((comment): Ignore[] => {
    const found = DIRECTIVE.exec(comment.text);
    if (!found) return [];
    const { line, column } = positionAt(index, comment.span.start);
    const isAlone = text.slice(comment.span.start - column, comment.span.start).trim() === '';
    const isForFile = found[1] !== undefined;
    if (isForFile && !isAlone) return [];
    const codes = found[2]?.split(/[\s,]+/).filter((code) => code !== '');
    return [{ comment, codes, lines: isForFile ? undefined : isAlone ? [line, line + 1] : [line] }];
  });
}

/** The comments that silence a problem; `name` is its rule's. */
export function ignoredBy(
  problem: Problem,
  name: string | undefined,
  ignores: readonly Ignore[],
  lineOf: (offset: number) => number,
): readonly Ignore[] {
  const line = lineOf(problem.place.span.start);
  return ignores.filter(
    ({ codes, lines }) =>
      (lines === undefined || lines.includes(line)) &&
      (codes === undefined || codes.some((code) => code === problem.code || code === name)),
  );
}
