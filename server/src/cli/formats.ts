/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) and GitHub's workflow commands. */
import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Level } from '../config';
import type { Place, Problem } from '../graph';
import { pageBody, type Rule, ruleOf } from '../rules';
import type { Lines } from './json';

export interface CheckedFile {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly models: number;
  readonly ms: number;
  readonly lines: Lines;
}

const SARIF_LEVEL: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};

/** `base`: the folder that the report's paths are relative to, the root of the repository in CI. */
export function formatSarif(checked: readonly CheckedFile[], base: string): string {
  const codes = [...new Set(checked.flatMap((c) => c.problems.map((p) => p.code)))].sort();
  const results = checked.flatMap(({ problems, lines }) =>
    problems.map((problem) => ({
      ruleId: problem.code,
      ruleIndex: codes.indexOf(problem.code),
      level: SARIF_LEVEL[problem.severity],
      message: { text: messageOf(problem) },
      locations: [location(problem.place, lines, base)],
      ...(problem.related.length > 0 && {
        relatedLocations: problem.related.map(({ place, message }, id) => ({
          ...location(place, lines, base),
          id,
          message: { text: message },
        })),
      }),
    })),
  );
  const driver = { name: 'Convscope', rules: codes.map((code) => descriptor(code, ruleOf(code))) };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(id: string, rule: Rule | undefined) {
  if (!rule) return { id };
  return {
    id,
    name: rule.name,
    shortDescription: { text: plain(rule.page.what) },
    fullDescription: { text: plain(rule.page.why) },
    help: { text: plain(`${rule.page.what} ${rule.page.why}`), markdown: pageBody(rule) },
    defaultConfiguration: { level: SARIF_LEVEL[rule.severity], enabled: rule.severity !== 'off' },
  };
}

const plain = (markdown: string): string => markdown.replaceAll('`', '').replaceAll('**', '');
const messageOf = ({ message, why, instances }: Problem): string =>
  `${message}${why ? ` ${why}` : ''}${instances.length > 0 ? ` In ${instances.join(', ')}.` : ''}`;

function location(place: Place, lines: Lines, base: string) {
  const { line, column, endLine, endColumn } = lines.region(place);
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return { physicalLocation: { artifactLocation: { uri: uriOf(place.file, base) }, region } };
}

function uriOf(file: string, base: string): string {
  const path = pathFrom(base, file);
  return isAbsolute(path) ? pathToFileURL(path).href : path.split('/').map(encodeURIComponent).join('/');
}

/** Relative where the file lies in the folder, with forward slashes. */
function pathFrom(base: string, file: string): string {
  const path = relative(base, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}

const COMMANDS = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function formatGithub(checked: readonly CheckedFile[], base: string): string {
  return checked
    .flatMap(({ problems, lines }) =>
      problems.map((problem) => {
        const at = lines.region(problem.place);
        const properties = {
          file: pathFrom(base, problem.place.file),
          line: at.line,
          col: at.column,
          endLine: at.endLine,
          // A column after the end of another line makes no sense to GitHub.
          ...(at.endLine === at.line && { endColumn: at.endColumn }),
          title: `${problem.code} ${ruleOf(problem.code)?.name ?? ''}`.trim(),
        };
        const written = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
        return `::${COMMANDS[problem.severity]} ${written.join(',')}::${escaped(messageOf(problem))}\n`;
      }),
    )
    .join('');
}

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
