/** What a person chose, brought to one level for each rule. */
import { type Level, NO_CHOICE, type RuleChoice } from '../config';
import type { Rule } from './declare';

export type LevelOf = (rule: Rule) => Level;

/** The later choice has the last word; a rule that is off by itself is turned on by its whole code or name. */
export function levelsOf(...choices: readonly RuleChoice[]): LevelOf {
  const last = (pick: (choice: RuleChoice) => boolean): RuleChoice => choices.findLast(pick) ?? NO_CHOICE;
  const { select } = last((choice) => choice.select.length > 0);
  const ignore = choices.flatMap((choice) => choice.ignore);
  return (rule) => {
    if (select.length > 0 && !select.some((s) => matches(rule, s))) return 'off';
    if (ignore.some((s) => matches(rule, s))) return 'off';
    const chosen = last((choice) => severityIn(choice, rule) !== undefined);
    const level = severityIn(chosen, rule) ?? rule.severity;
    return level === 'off' && select.some((s) => isNamed(rule, s)) ? 'information' : level;
  };
}

const isNamed = (rule: Rule, selector: string): boolean => selector === rule.code || selector === rule.name;
const matches = (rule: Rule, selector: string): boolean =>
  isNamed(rule, selector) || (/^CS\d*$/.test(selector) && rule.code.startsWith(selector));

/** The most exact entry: the whole code or name before the beginning of the code. */
function severityIn({ severity }: RuleChoice, rule: Rule): Level | undefined {
  const named = severity[rule.code] ?? severity[rule.name];
  if (named !== undefined) return named;
  const prefix = Object.keys(severity)
    .filter((s) => matches(rule, s))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? undefined : severity[prefix];
}
