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
    dataFile(path) {
      const texts = new Set<string>();
      for (const place of placesOf(path, roots)) {
        const found = look(place);
        if (found === 'loading') return 'loading';
        if (found !== 'absent' && found.text.length > MOST_DATA) return 'absent';
        if (found !== 'absent') texts.add(found.text);
      }
      if (texts.size > 1) return 'ambiguous';
      const [text] = texts;
      return text === undefined ? 'absent' : { text };
    },
  };
}

/** Characters; what describes a model is far smaller. */
const MOST_DATA = 1_000_000;

/** Where a program may find a file, inside the roots only; it runs in a folder of the user's own. */
function placesOf(path: string, roots: readonly string[]): ReadonlySet<string> {
  const isAbsolute = /^([A-Za-z]:)?[\\/]/.test(path);
  const own = roots.filter((root) => !/\/(site|dist)-packages(\/|$)/.test(root));
  const places = isAbsolute ? [plainPath(path)] : own.map((root) => plainPath(`${root}/${path}`));
  return new Set(places.filter((place) => roots.some((root) => place.startsWith(`${root.replace(/\/$/, '')}/`))));
}

/** Without `.` and `..`. */
function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
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
