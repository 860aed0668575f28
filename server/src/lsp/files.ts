/** Files as the reader sees them: open documents first, then the disk, remembered until they change. */
import { readIfText } from '../disk';
import type { Files } from '../read';

export interface EditorFiles extends Files {
  /** Text of an open document; undefined: closed. */
  overlay(path: string, text: string | undefined): void;
  forget(path: string): void;
  isOpen(path: string): boolean;
}

/** Least recently read files are dropped beyond this much text. */
const HELD_CHARACTERS = 24_000_000;

export function editorFiles(): EditorFiles {
  const open = new Map<string, { readonly text: string }>();
  const disk = new Map<string, { readonly text: string } | 'absent'>();
  let characters = 0;
  const size = (entry: { readonly text: string } | 'absent' | undefined): number =>
    typeof entry === 'object' ? entry.text.length : 0;
  const drop = (path: string): void => {
    characters -= size(disk.get(path));
    disk.delete(path);
  };
  return {
    read(path) {
      const edited = open.get(path);
      if (edited) return edited;
      const held = disk.get(path);
      if (held !== undefined) {
        if (held !== 'absent') {
          disk.delete(path);
          disk.set(path, held);
        }
        return held;
      }
      const found = load(path);
      disk.set(path, found);
      characters += size(found);
      for (const oldest of disk.keys()) {
        if (characters <= HELD_CHARACTERS) break;
        drop(oldest);
      }
      return found;
    },
    overlay(path, text) {
      if (text === undefined) open.delete(path);
      else open.set(path, { text });
    },
    forget: drop,
    isOpen: (path) => open.has(path),
  };
}

function load(path: string): { readonly text: string } | 'absent' {
  const text = readIfText(path);
  return text === undefined ? 'absent' : { text };
}
