/** Options of the command line, with messages that say what to write instead. */
import { parseArgs } from 'node:util';
import { UsageError } from '../disk';

export type OptionTable = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;
export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export function parseOptions(args: readonly string[], options: OptionTable): Parsed {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const textOf = (parsed: Parsed, name: string): string | undefined => {
  const value = parsed.values[name];
  return typeof value === 'string' ? value : undefined;
};

export const textsOf = (parsed: Parsed, name: string): readonly string[] => {
  const value = parsed.values[name];
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
};

export function choiceOf<T extends string>(parsed: Parsed, name: string, choices: readonly T[], fallback: T): T {
  const value = textOf(parsed, name) ?? fallback;
  const choice = choices.find((c) => c === value);
  if (choice === undefined) throw new UsageError(`--${name} takes ${choices.join(', ')}, not '${value}'`);
  return choice;
}
