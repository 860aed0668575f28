/** One file in memory, linted as the editor and the command line do. */
import { repairEdits } from '../../../server/src/edit';
import type { Problem, Repair } from '../../../server/src/graph';
import { type LevelOf, levelsOf, lint, type Rule, subjectOf } from '../../../server/src/rules';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

export const everything: LevelOf = (rule: Rule) => (rule.severity === 'off' ? 'hint' : rule.severity);

export function lintCode(code: string, levelOf: LevelOf = levelsOf(), rules?: readonly Rule[]): readonly Problem[] {
  const reading = readCode(code);
  return lint(subjectOf(reading, parse(code), code), levelOf, rules);
}

export const codesIn = (problems: readonly Problem[]): string[] => problems.map((p) => p.code);

/** The text that a problem underlines. */
export const textAt = (code: string, { place }: Problem): string => code.slice(place.span.start, place.span.end);

export function applied(code: string, repair: Repair): string {
  const edits = repairEdits(repair, parse(code), code);
  return [...edits]
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => b.edit.span.start - a.edit.span.start || b.order - a.order)
    .reduce((text, { edit }) => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end), code);
}
