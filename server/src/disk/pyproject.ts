/** What `pyproject.toml` says of Convscope: the nearest one above a file that has `[tool.convscope]`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { NO_CHOICE, type RuleChoice, severitiesIn } from '../config';
import { UsageError } from './errors';

export interface Project {
  /** The pyproject.toml; undefined where there is none. */
  readonly file: string | undefined;
  readonly rules: RuleChoice;
}

/** Throws a UsageError that names the file where it cannot be read or says what makes no sense. */
export function projectOf(file: string): Project {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'pyproject.toml');
    const rules = existsSync(path) ? rulesIn(path, readFileSync(path, 'utf8')) : undefined;
    if (rules) return { file: path, rules };
    if (dirname(folder) === folder) return { file: undefined, rules: NO_CHOICE };
  }
}

/** undefined: there is no `[tool.convscope]`, and one further up may speak. */
export function rulesIn(path: string, text: string): RuleChoice | undefined {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
  }
  const section = member(member(document, 'tool'), 'convscope');
  if (section === undefined) return undefined;
  const severity = member(section, 'severity');
  const known = severitiesIn(severity);
  const strange = Object.keys(typeof severity === 'object' ? (severity ?? {}) : {}).find((key) => !(key in known));
  if (strange !== undefined)
    throw new UsageError(`${path}: severity of ${strange} must be error, warning, information, hint or off`);
  return { select: words(path, section, 'select'), ignore: words(path, section, 'ignore'), severity: known };
}

function words(path: string, section: unknown, name: string): readonly string[] {
  const value = member(section, name) ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new UsageError(`${path}: ${name} must be a list of codes, such as ["CS3"]`);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
