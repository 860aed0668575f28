/** Every rule, by its code and by its name. */
import { ALL } from './all';
import type { Rule } from './declare';

export const RULES: readonly Rule[] = ALL;

const byName = new Map(RULES.flatMap((rule) => [[rule.code, rule] as const, [rule.name, rule] as const]));

export const ruleOf = (codeOrName: string): Rule | undefined => byName.get(codeOrName);
