/**
 * Makes a half-typed module readable: everything outside the statement being typed is found as if that statement
 * were finished. Called only for a text that the grammar refused.
 */
import { disguise } from './dialect';
import { readLines } from './heal/lines';
import type { RepairedLine } from './heal/repair';
import { bad, repair, repairAgain } from './heal/repair';
import { structure } from './heal/structure';
import { tokenize } from './lexer';
import { normalise } from './normalise';
import type { RawModule } from './raw';
import { parseRaw } from './raw';
import type { Edit, Source } from './source';
import { applyEdits, BAD, lastAtMost, mapBack } from './source';
import type { Span, SyntaxProblem } from './tree';

export interface Healed {
  readonly module: RawModule;
  readonly source: Source;
  readonly problems: readonly SyntaxProblem[];
}

/** Lines given up one round after another; what is still refused then is lowered as it is. */
const ROUNDS = 6;

export function heal(written: string): Healed {
  const tokens = tokenize(written);
  const isSuspicious = tokens.some((token) => token.unterminated);
  const read = isSuspicious ? tokenize(written, { suspicious: true }) : tokens;
  let lines = readLines(written, read).map((line) => repair(written, line));
  for (let round = 1; ; round++) {
    const attempt = assemble(written, lines);
    const { errors } = attempt.module;
    if (errors.length === 0 || round === ROUNDS) return attempt;
    lines = giveUpAt(written, attempt, round);
  }
}

interface Attempt extends Healed {
  readonly lines: readonly RepairedLine[];
}

function assemble(written: string, repaired: readonly RepairedLine[]): Attempt {
  const { lines, edits: blanks, problems } = structure(written, repaired);
  const edits = [...lines.flatMap((line) => line.edits), ...blanks].sort(byPlace);
  const shown = applyEdits(written, edits);
  const parsed = disguise(shown, normalise(shown));
  const source: Source = { written, shown, parsed, at: mapBack(edits), given: givenUp(lines, edits) };
  const found = [...lines.flatMap((line) => line.problems), ...problems];
  found.sort((a, b) => a.span.start - b.span.start);
  return { module: parseRaw(parsed), source, problems: found, lines };
}

function byPlace(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end;
}

/** Where in the edited text the marks of given-up lines stand, and what each stands for. */
function givenUp(lines: readonly RepairedLine[], edits: readonly Edit[]): ReadonlyMap<number, Span> {
  const spans = new Map(
    lines.filter((line) => line.isBad).map((line) => [line.start, { start: line.start, end: line.end }]),
  );
  const result = new Map<number, Span>();
  let shift = 0;
  for (const edit of edits) {
    const span = edit.text === BAD ? spans.get(edit.start) : undefined;
    if (span !== undefined) result.set(edit.start + shift, span);
    shift += edit.text.length - (edit.end - edit.start);
  }
  return result;
}

/** Tries the lines that the grammar still refuses once more, then gives them up, then the lines before them. */
function giveUpAt(written: string, attempt: Attempt, round: number): RepairedLine[] {
  const starts = attempt.lines.map((line) => line.lineStart);
  const refused = new Set<number>();
  for (const error of attempt.module.errors) {
    const index = lastAtMost(starts, attempt.source.at(error.start));
    const isSettled = attempt.lines[index]?.isBad === true;
    refused.add(isSettled || round > 3 ? Math.max(0, index - 1) : index);
    if (round > 3) refused.add(index);
  }
  return attempt.lines.map((line, i) => {
    if (!refused.has(i)) return line;
    return round === 1 ? repairAgain(written, line) : bad(line);
  });
}
