/** Text to tree: the one way in. */
import { disguise } from './dialect';
import { heal } from './heal';
import { lowerModule } from './lower/module';
import { normalise } from './normalise';
import type { GrammarMemory } from './raw';
import { parseRaw } from './raw';
import { unhealed } from './source';
import type { ModuleTree } from './tree';

export interface ParseOptions {
  /** The text is a notebook's cells: magics are part of the language. */
  readonly notebook?: boolean;
  /** Carried from one version of a text to the next, it makes the next parse fast. */
  readonly previous?: ParseCache;
}

/** Opaque memory of the last parse; one for each file that is being edited. */
export interface ParseCache {
  readonly plain: GrammarMemory;
  readonly disguised: GrammarMemory;
  readonly healed: GrammarMemory;
}

export function newParseCache(): ParseCache {
  return { plain: { last: undefined }, disguised: { last: undefined }, healed: { last: undefined } };
}

/** Reads one module. Any text gives a tree; what could not be read is in `problems`. */
export function parse(text: string, options: ParseOptions = {}): ModuleTree {
  const { previous } = options;
  const plain = normalise(text);
  const parsed = options.notebook === true && mayHoldMagics(text) ? disguise(text, plain) : plain;
  const first = parseRaw(parsed, previous?.plain);
  if (first.errors.length === 0) return lowerModule(first, unhealed(text, parsed), [], false);
  const disguised = disguise(text, plain);
  if (disguised !== parsed) {
    const second = parseRaw(disguised, previous?.disguised);
    if (second.errors.length === 0) return lowerModule(second, unhealed(text, disguised), [], false);
  }
  const healed = heal(text, previous?.healed);
  return lowerModule(healed.module, healed.source, healed.problems, true);
}

function mayHoldMagics(text: string): boolean {
  return /^[ \t]*[%!?]|\?[ \t]*$|=[ \t]*[!%]/m.test(text);
}
