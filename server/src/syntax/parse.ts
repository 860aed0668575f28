/** Text to tree: the one way in. */
import { lowerModule } from './lower/module';
import { normalise } from './normalise';
import type { GrammarCache } from './raw';
import { parseRaw } from './raw';
import { unhealed } from './source';
import type { ModuleTree } from './tree';

export interface ParseOptions {
  /** The text is a notebook's cells: magics are part of the language. */
  readonly notebook?: boolean;
  /** What an earlier parse of nearly the same text left, to make this one fast. */
  readonly previous?: ParseCache;
}

/** Opaque: made by `parse`, kept on the tree it gave. */
export type ParseCache = GrammarCache;

/** Reads one module. Any text gives a tree; what could not be read is in `problems`. */
export function parse(text: string, options: ParseOptions = {}): ModuleTree {
  const source = unhealed(text, normalise(text));
  const { module } = parseRaw(source.parsed, options.previous);
  return lowerModule(module, source, [], false);
}
