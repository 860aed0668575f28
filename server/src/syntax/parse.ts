/** Text to tree: the one way in. */
import type { Chunks } from './chunks';
import { cut } from './chunks';
import { disguise } from './dialect';
import { heal } from './heal';
import { type Lowered, lowerModule } from './lower/module';
import { normalise } from './normalise';
import type { RawModule } from './raw';
import { parseRaw } from './raw';
import type { Source } from './source';
import { unhealed } from './source';
import type { ModuleTree, Stmt, SyntaxProblem } from './tree';

export interface ParseOptions {
  /** The text is a notebook's cells: magics are part of the language. */
  readonly notebook?: boolean;
  /** Carried from one version of a text to the next, it makes the next parse fast. It changes nothing else. */
  readonly previous?: ParseCache;
}

/** Opaque memory of the last parse; one for each file that is being edited. */
export interface ParseCache {
  chunks: Chunks | undefined;
  /** By their text; of several chunks with the same text in their order. */
  readings: ReadonlyMap<string, readonly Reading[]>;
}

/** What the grammar made of one chunk, and the tree of it at the place where it last stood. */
interface Reading {
  readonly module: RawModule;
  readonly source: Source;
  readonly problems: readonly SyntaxProblem[];
  readonly healed: boolean;
  lowered: (Lowered & { base: number }) | undefined;
}

export function newParseCache(): ParseCache {
  return { chunks: undefined, readings: new Map() };
}

/**
 * Reads one module. Any text gives a tree; what could not be read is in `problems`. With `previous`, statements that
 * did not change are the same objects as before. If they moved, their spans have moved with them: who holds a span of
 * an older tree then holds the place where the same code stands now.
 */
export function parse(text: string, options: ParseOptions = {}): ModuleTree {
  const { previous } = options;
  const chunks = cut(text, previous?.chunks);
  const readings = new Map<string, Reading[]>();
  const trees = chunks.starts.map((start, i) => {
    const chunk = text.slice(start, chunks.starts[i + 1] ?? text.length);
    const key = (options.notebook === true ? 'notebook:' : 'module:') + chunk;
    const same = readings.get(key) ?? [];
    const reading = previous?.readings.get(key)?.[same.length] ?? read(chunk, options.notebook === true);
    same.push(reading);
    readings.set(key, same);
    return treeAt(reading, start);
  });
  if (previous !== undefined) {
    previous.chunks = chunks;
    previous.readings = readings;
  }
  return {
    body: trees.flatMap((tree) => tree.body),
    comments: trees.flatMap((tree) => tree.comments),
    problems: trees.flatMap((tree) => tree.problems),
    healed: trees.some((tree) => tree.healed),
  };
}

/** The statements of one chunk that begins at `base`. */
export function parseChunk(chunk: string, base: number): readonly Stmt[] {
  return treeAt(read(chunk, false), base).body;
}

function treeAt(reading: Reading, base: number): ModuleTree {
  reading.lowered ??= { base, ...lowerModule(reading.module, reading.source, base, reading.problems, reading.healed) };
  const { lowered } = reading;
  const by = base - lowered.base;
  if (by !== 0) {
    for (const span of lowered.spans) {
      span.start += by;
      span.end += by;
    }
    lowered.base = base;
  }
  return lowered.tree;
}

function read(text: string, isNotebook: boolean): Reading {
  const plain = normalise(text);
  const parsed = isNotebook && mayHoldMagics(text) ? disguise(text, plain) : plain;
  const first = parseRaw(parsed);
  if (first.errors.length === 0) return sound(first, unhealed(text, parsed));
  const disguised = disguise(text, plain);
  if (disguised !== parsed) {
    const second = parseRaw(disguised);
    if (second.errors.length === 0) return sound(second, unhealed(text, disguised));
  }
  return { ...heal(text), healed: true, lowered: undefined };
}

function sound(module: RawModule, source: Source): Reading {
  return { module, source, problems: [], healed: false, lowered: undefined };
}

function mayHoldMagics(text: string): boolean {
  return /^[ \t]*[%!?]|\?[ \t]*$|=[ \t]*[!%]/m.test(text);
}
