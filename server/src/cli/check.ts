/** `convscope check`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { diskFiles, importRoots, readSource, treeCache, UsageError } from '../disk';
import { isSuppressed } from '../editor';
import type { Problem } from '../graph';
import { read } from '../read';
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
  const select = codes(textOf(parsed, 'select')),
    ignore = codes(textOf(parsed, 'ignore'));
  const wanted = (p: Problem): boolean =>
    (select.length === 0 || select.some((c) => p.code.startsWith(c))) && !ignore.some((c) => p.code.startsWith(c));
  const disk = diskFiles(),
    treeOf = treeCache();
  const single =
    files.length === 1 && parsed.positionals.length === 1 && files[0] === resolve(parsed.positionals[0] ?? '');
  const checked = files.map((file) =>
    checkFile(file, { wanted, given: textsOf(parsed, 'root').map((r) => resolve(r)), disk, treeOf, single }),
  );
  process.stdout.write(render(format, checked));
  return checked.some((c) => c.problems.length > 0) ? 1 : 0;
}

interface CheckOptions {
  readonly wanted: (problem: Problem) => boolean;
  readonly given: readonly string[];
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
  const roots = importRoots(file, options.given, process.cwd(), process.env);
  const reading = read({
    file,
    tree: source.tree,
    files: options.disk,
    roots,
    treeOf: options.treeOf,
    extent: 'enough',
  });
  const lines = new Lines(file, source.text, options.given);
  const problems = reading.problems.filter((p) => options.wanted(p) && !isSuppressed(p, source.tree, source.text));
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

const codes = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter((c) => c !== '');

function render(format: 'text' | 'json' | 'sarif' | 'github', checked: readonly CheckedFile[]): string {
  if (format === 'sarif') return formatSarif(checked);
  if (format === 'github') return formatGithub(checked);
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
