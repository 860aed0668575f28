/** The file system as the reader's `Files`, and import roots found from paths, never by running Python. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Files, packageRootOf } from '../read';
import { cellsOf, joinCells, type ModuleTree, parse, parseLazily } from '../syntax';
import { UsageError } from './errors';

const MAX_BYTES = 20 * 1024 * 1024;

/** Text of a file; BOM dropped; a file that is not text is named with the remedy. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    const info = statSync(path);
    if (info.isDirectory()) throw new UsageError(`${path} is a folder; name a Python file or a notebook`);
    if (info.size > MAX_BYTES)
      throw new UsageError(`${path} is larger than ${MAX_BYTES / 1048576} MB; Convscope reads source files`);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const text = decode(bytes);
  if (text === undefined) throw new UsageError(`${path} is not text; name a Python file or a notebook`);
  return text;
}

/** UTF-8, UTF-16 by its mark, else the declared or Latin-1 encoding; undefined for binary data. */
export function decode(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** A Python file, or a notebook as one module. */
export interface Source {
  readonly text: string;
  readonly tree: ModuleTree;
  readonly notebook: ReturnType<typeof joinCells> | undefined;
}

export function readSource(path: string): Source {
  const text = readText(path);
  if (!path.endsWith('.ipynb')) return { text, tree: parse(text), notebook: undefined };
  const cells = cellsOf(text);
  if ('error' in cells) throw new UsageError(`${path} is not a notebook: ${String(cells.error)}`);
  const notebook = joinCells(cells.cells.filter((c) => c.kind === 'code').map((c) => c.source));
  return { text: notebook.text, tree: parse(notebook.text, { notebook: true }), notebook };
}

/** Reads at once and remembers. */
export function diskFiles(): Files {
  const held = new Map<string, { readonly text: string } | 'absent'>();
  return {
    read(path) {
      let found = held.get(path);
      if (found === undefined) {
        const text = readIfText(path);
        found = text === undefined ? 'absent' : { text };
        held.set(path, found);
      }
      return found;
    },
  };
}

/** undefined: no plain file, not text, or too large. */
export function readIfText(path: string): string | undefined {
  try {
    const info = statSync(path);
    return info.isFile() && info.size <= MAX_BYTES ? decode(readFileSync(path)) : undefined;
  } catch {
    return undefined;
  }
}

/** Trees of this much text are kept. */
const HELD_CHARACTERS = 8_000_000;

/** Parsed once a text; beyond `most` characters, the trees that were asked for least recently are dropped. */
export function treeCache(most = HELD_CHARACTERS): (file: string, text: string) => ModuleTree {
  const trees = new Map<string, { readonly text: string; readonly tree: ModuleTree }>();
  let characters = 0;
  const drop = (file: string): void => {
    characters -= trees.get(file)?.text.length ?? 0;
    trees.delete(file);
  };
  return (file, text) => {
    const known = trees.get(file);
    const tree = known?.text === text ? known.tree : parseLazily(text);
    drop(file);
    trees.set(file, { text, tree });
    characters += text.length;
    for (const oldest of trees.keys()) {
      if (characters <= most || oldest === file) break;
      drop(oldest);
    }
    return tree;
  };
}

/** `--root`, the file's own package, the workspace, then the Python environment (docs/cli.md). */
export function importRoots(
  file: string,
  given: readonly string[],
  workspace: string | undefined,
  env: NodeJS.ProcessEnv,
): string[] {
  const roots = given.map((r) => resolve(r));
  roots.push(packageRootOf(file, existsSync), dirname(file));
  if (workspace) roots.push(workspace, join(workspace, 'src'));
  for (const environment of [env['VIRTUAL_ENV'], env['CONDA_PREFIX'], workspace && join(workspace, '.venv')]) {
    if (environment) roots.push(...sitePackages(environment));
  }
  roots.push(...pathPackages(env['PATH']));
  return [...new Set(roots)];
}

/** `lib/python3.x/site-packages` of one environment. */
function sitePackages(prefix: string): string[] {
  const found: string[] = [];
  const lib = join(prefix, 'lib');
  for (const name of list(lib).filter((n) => /^python3(\.\d+)?$/.test(n))) {
    for (const folder of ['site-packages', 'dist-packages']) {
      const path = join(lib, name, folder);
      if (existsSync(path)) found.push(path);
    }
  }
  const windows = join(prefix, 'Lib', 'site-packages');
  if (existsSync(windows)) found.push(windows);
  return found;
}

/** Beside the first `python3` on PATH, links followed; `pyvenv.cfg` leads to its home. */
function pathPackages(path: string | undefined): string[] {
  for (const folder of (path ?? '').split(delimiter)) {
    const python = join(folder, 'python3');
    if (folder === '' || !existsSync(python)) continue;
    const prefixes = [dirname(folder), dirname(dirname(realpathSync(python)))];
    const config = readIfText(join(dirname(folder), 'pyvenv.cfg'));
    const home =
      config && /include-system-site-packages\s*=\s*true/i.test(config)
        ? /^home\s*=\s*(.+)$/m.exec(config)?.[1]?.trim()
        : undefined;
    if (home) prefixes.push(dirname(home));
    return [...new Set(prefixes.flatMap(sitePackages))];
  }
  return [];
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
