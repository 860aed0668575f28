/**
 * Finding modules among import roots. Answers only from what the `Files` hold; never runs Python
 * (the folders are found by the caller as docs/cli.md says).
 */
import type { Host } from '../python';
import { fallbackOf, stubOf } from './stubs';

/** Which files a reading wanted and read. */
export interface RootedHost extends Host {
  /** Files that were wanted and not held. */
  readonly wanted: ReadonlySet<string>;
  /** Files that were read. */
  readonly depends: ReadonlySet<string>;
  /** Files that were looked for and are not there. */
  readonly missed: ReadonlySet<string>;
}

/** The files of a machine, an editor or a browser, as far as they are held. Paths use `/`. */
export interface Files {
  read(path: string): { readonly text: string } | 'absent' | 'loading';
}

export function createHost(files: Files, roots: readonly string[]): RootedHost {
  const wanted = new Set<string>();
  const depends = new Set<string>();
  const missed = new Set<string>();
  const look = (path: string): ReturnType<Files['read']> => {
    const found = files.read(path);
    if (found === 'loading') wanted.add(path);
    else if (found === 'absent') missed.add(path);
    else depends.add(path);
    return found;
  };
  return {
    wanted,
    depends,
    missed,
    module(name) {
      const stub = stubOf(name);
      if (stub) return stub;
      const relative = name.replaceAll('.', '/');
      let loading = false;
      for (const root of roots) {
        for (const [path, isPackage] of [
          [`${root}/${relative}/__init__.py`, true],
          [`${root}/${relative}.py`, false],
        ] as const) {
          const found = look(path);
          if (found === 'loading') loading = true;
          else if (found !== 'absent') return { file: path, text: found.text, isPackage };
        }
      }
      return fallbackOf(name) ?? (loading ? 'loading' : 'absent');
    },
  };
}

/** The dotted name of a file under a root, and the root; the deepest root wins. */
export function moduleNameOf(
  file: string,
  roots: readonly string[],
): { readonly name: string; readonly root: string } | undefined {
  const root = roots.filter((r) => file.startsWith(`${r.replace(/\/$/, '')}/`)).sort((a, b) => b.length - a.length)[0];
  if (root === undefined) return undefined;
  const inside = file.slice(root.replace(/\/$/, '').length + 1).replace(/\.(py|ipynb)$/, '');
  return { name: inside.replace(/\/__init__$/, '').replaceAll('/', '.'), root };
}

/** The folder above the outermost package that holds the file: relative imports start there. */
export function packageRootOf(file: string, exists: (path: string) => boolean): string {
  let folder = file.slice(0, file.lastIndexOf('/'));
  while (folder.includes('/') && exists(`${folder}/__init__.py`)) folder = folder.slice(0, folder.lastIndexOf('/'));
  return folder === '' ? '/' : folder;
}
