/** `convscope check`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NO_CHOICE, type RuleChoice } from '../config';
import { diskFiles, importRoots, projectOf, readSource, treeCache, UsageError } from '../disk';
import type { Problem } from '../graph';
import { read } from '../read';
import { levelsOf, lint, RULES, subjectOf } from '../rules';
import { type CheckedFile, formatGithub, formatSarif } from './formats';
import { Lines, problemJson } from './json';
import { choiceOf, parseOptions, textOf, textsOf } from './options';

export function runCheck(args: readonly string[]): number {
  const parsed = parseOptions(args, {
    format: { type: 'string' },
    select: { type: 'string' },
    ignore: { type: 'string' },
    root: { type: 'string', multiple: true },
  });
  const format = choiceOf(parsed, 'format', ['text', 'json', 'sarif', 'github'], 'text');
  if (parsed.positionals.length === 0) throw new UsageError('check needs a file or a folder: convscope check src/');
  const files = parsed.positionals.flatMap((p) => filesIn(resolve(p), p));
  const given: RuleChoice = {
    ...NO_CHOICE,
    select: codes(textOf(parsed, 'select'), '--select'),
    ignore: codes(textOf(parsed, 'ignore'), '--ignore'),
  };
  const disk = diskFiles(),
    treeOf = treeCache();
  const single =
    files.length === 1 && parsed.positionals.length === 1 && files[0] === resolve(parsed.positionals[0] ?? '');
  const checked = files.map((file) =>
    checkFile(file, { given, roots: textsOf(parsed, 'root').map((r) => resolve(r)), disk, treeOf, single }),
  );
  process.stdout.write(render(format, checked));
  return checked.some((c) => c.problems.some(isSerious)) ? 1 : 0;
}

interface CheckOptions {
  readonly given: RuleChoice;
  readonly roots: readonly string[];
  readonly disk: ReturnType<typeof diskFiles>;
  readonly treeOf: ReturnType<typeof treeCache>;
  /** The person named this very file: a file that cannot be read is their error, not a line in a report. */
  readonly single: boolean;
}

function checkFile(file: string, options: CheckOptions): CheckedFile {
  const started = performance.now();
  let source: ReturnType<typeof readSource>;
  try {
    source = readSource(file);
  } catch (error) {
    if (options.single || !(error instanceof UsageError)) throw error;
    process.stderr.write(`convscope: ${error.message}\n`);
    return { file, problems: [], models: 0, ms: 0, lines: new Lines(file, '', []) };
  }
  const roots = importRoots(file, options.roots, process.cwd(), process.env);
  const reading = read({
    file,
    tree: source.tree,
    files: options.disk,
    roots,
    treeOf: options.treeOf,
    extent: 'enough',
  });
  const lines = new Lines(file, source.text, options.roots);
  const problems = lint(subjectOf(reading, source.tree, source.text), levelsOf(projectOf(file).rules, options.given));
  return {
    file: lines.file(file),
    problems,
    models: reading.graphs.length,
    ms: Math.round(performance.now() - started),
    lines,
  };
}

function filesIn(path: string, name: string): string[] {
  if (!existsSync(path)) throw new UsageError(`${name} does not exist`);
  if (!statSync(path).isDirectory()) return [path];
  const found: string[] = [];
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === '__pycache__') continue;
    const inner = join(path, entry.name);
    if (entry.isDirectory()) found.push(...filesIn(inner, inner));
    else if (/\.(py|ipynb)$/.test(entry.name)) found.push(inner);
  }
  return found;
}

/** Hints and information are worth knowing, and no reason for a check to fail. */
const isSerious = ({ severity }: Problem): boolean => severity === 'error' || severity === 'warning';

function codes(text: string | undefined, option: string): string[] {
  const found = (text ?? '').split(/[\s,]+/).filter((c) => c !== '');
  const strange = found.find((c) => !RULES.some((rule) => rule.name === c || rule.code.startsWith(c)));
  if (strange !== undefined)
    throw new UsageError(`${option} ${strange}: there is no such rule; see docs/rules/README.md`);
  return found;
}

function render(format: 'text' | 'json' | 'sarif' | 'github', checked: readonly CheckedFile[]): string {
  if (format === 'sarif') return formatSarif(checked, process.cwd());
  if (format === 'github') return formatGithub(checked, process.cwd());
  if (format === 'json') {
    const files = checked.map((c) => ({
      file: c.file,
      problems: c.problems.map((p) => problemJson(p, c.lines)),
      models: c.models,
      ms: c.ms,
    }));
    return `${JSON.stringify({ schema: 'convscope.check/1', files })}\n`;
  }
  const rows = checked.flatMap((c) =>
    c.problems.map((p) => {
      const at = c.lines.at(p.place);
      return `${at.file}:${at.line}:${at.column} ${p.severity} ${p.code} ${p.message}${p.why ? `\n    ${p.why}` : ''}`;
    }),
  );
  const problems = checked.reduce((n, c) => n + c.problems.length, 0);
  rows.push(
    `${checked.length} file${checked.length === 1 ? '' : 's'}, ${checked.reduce((n, c) => n + c.models, 0)} models read, ${problems} problem${problems === 1 ? '' : 's'}`,
  );
  return `${rows.join('\n')}\n`;
}
