/** Code actions for problems: the fixes of one, all of its kind in the file, and the comment that silences it. */
import type { CodeAction } from 'vscode-languageserver';
import { type Edit, repairEdits } from '../edit';
import type { Problem, Repair } from '../graph';
import { ignoreChange, ruleOf } from '../rules';
import { parse } from '../syntax';
import { diagnostic, quickFix } from './convert';
import type { Position, Range } from './document';
import { rangesOf, shownProblems } from './publish';
import type { Opened, Workspace } from './workspace';

export function problemActions(workspace: Workspace, opened: Opened, uri: string, range: Range): CodeAction[] {
  const ranges = rangesOf(workspace, opened);
  const problems = shownProblems(workspace, opened);
  const here = problems.flatMap((problem) => {
    const converted = diagnostic(problem, ranges);
    return converted?.uri === uri && overlap(converted.diagnostic.range, range)
      ? [{ problem, diagnostic: converted.diagnostic }]
      : [];
  });
  const editsOf = (repair: Repair): readonly Edit[] => editsIn(workspace, opened, repair);
  const fixes = here.flatMap(({ problem, diagnostic: of }) =>
    problem.repairs.flatMap((repair, i) => {
      const edits = editsOf(repair);
      return edits.length > 0 ? [quickFix(repair.title, edits, of, ranges, i === 0)] : [];
    }),
  );
  const codes = [...new Set(here.map(({ problem }) => problem.code))];
  const all = codes.flatMap((code) => {
    const edits = editsOfAll(problems, code, editsOf);
    const of = here.find(({ problem }) => problem.code === code)?.diagnostic;
    const title = `Fix all ${code} in this file (${edits.length}): ${ruleOf(code)?.name ?? ''}`;
    return edits.length > 1 && of ? [quickFix(title, edits.flat(), of, ranges, false)] : [];
  });
  const silence = here
    .filter(({ problem }) => problem.code !== 'CS001')
    .map(({ problem, diagnostic: of }) => {
      const { title, changes } = ignoreChange(problem, opened.tree, opened.document.text);
      return quickFix(title, changes, of, ranges, false);
    });
  return [...fixes, ...all, ...silence];
}

/** The first fix of each problem of a kind; one that would change the same text as another is left out. */
function editsOfAll(
  problems: readonly Problem[],
  code: string,
  editsOf: (repair: Repair) => readonly Edit[],
): readonly (readonly Edit[])[] {
  const taken: (readonly Edit[])[] = [];
  for (const problem of problems) {
    const repair = problem.code === code ? problem.repairs[0] : undefined;
    const edits = repair ? editsOf(repair) : [];
    const isFree = edits.every((edit) => taken.flat().every((other) => !touches(edit, other)));
    if (edits.length > 0 && isFree) taken.push(edits);
  }
  return taken;
}

const touches = (a: Edit, b: Edit): boolean =>
  a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end;

function editsIn(workspace: Workspace, opened: Opened, repair: Repair): readonly Edit[] {
  const isHere = repair.target.file === opened.document.path;
  const text = isHere ? opened.document.text : workspace.textOf(repair.target.file);
  return text === undefined ? [] : repairEdits(repair, isHere ? opened.tree : parse(text), text);
}

const before = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);
const overlap = (a: Range, b: Range): boolean => before(a.start, b.end) && before(b.start, a.end);
