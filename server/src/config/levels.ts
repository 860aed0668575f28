/** How a rule is shown, and what a person chooses of rules: in settings, in pyproject.toml, on the command line. */
export const LEVELS = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type Level = (typeof LEVELS)[number];

/** Codes may be whole or the beginning of codes: `CS3` is all of architecture. Names of rules do as well. */
export interface RuleChoice {
  /** Empty: all. */
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly severity: Readonly<Record<string, Level>>;
}

export const NO_CHOICE: RuleChoice = { select: [], ignore: [], severity: {} };

export const isLevel = (value: unknown): value is Level => LEVELS.some((level) => level === value);

/** The severities among what a settings file says; anything else is left out. */
export function severitiesIn(value: unknown): Readonly<Record<string, Level>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Level] => isLevel(entry[1])));
}
