/**
 * A module whose functions and classes are read when they are first needed. Of a package, a program mostly uses
 * a few names; what the other definitions hold need not be read to know that they are there.
 */
import { cut } from './chunks';
import { parse, parseChunk } from './parse';
import type { ModuleTree, Part, Stmt } from './tree';

/** As `parse`, in parts; what `parts` leaves unread is read when another member is asked for. */
export function parseLazily(text: string): ModuleTree {
  const { starts } = cut(text);
  const parts = starts.flatMap((start, i) => partsOf(text.slice(start, starts[i + 1] ?? text.length), start));
  let whole: ModuleTree | undefined;
  const read = (): ModuleTree => {
    whole ??= parse(text);
    return whole;
  };
  return {
    parts,
    get body() {
      return parts.flatMap((part) => part.statements());
    },
    get comments() {
      return read().comments;
    },
    get problems() {
      return read().problems;
    },
    get healed() {
      return read().healed;
    },
  };
}

/** The parts of any tree: of one that was read as a whole, its statements. */
export function partsOfTree(tree: ModuleTree): readonly Part[] {
  return tree.parts ?? tree.body.map(readPart);
}

function partsOf(chunk: string, start: number): readonly Part[] {
  const definition = definitionIn(chunk);
  if (definition === undefined) return parseChunk(chunk, start).map(readPart);
  let read: readonly Stmt[] | undefined;
  const statements = (): readonly Stmt[] => {
    read ??= parseChunk(chunk, start);
    return read;
  };
  return [{ definition, statements }];
}

const readPart = (statement: Stmt): Part => ({ definition: undefined, statements: () => [statement] });

const HEADER = /^(?:(?:async[ \t]+)?def|class)[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]*[(:[]/;
const DECORATOR = /^@([A-Za-z_][A-Za-z0-9_]*)(\.?)/;
/** A line at the margin that only closes what the header opened, and lines that say nothing. */
const CLOSER = /^[)\]}]/;
const SILENT = /^(?:[ \t\f\r]|#|$)/;

/**
 * The one name that a chunk binds, if its text shows that it is one definition whatever its inside is: nothing
 * else stands at the margin.
 */
function definitionIn(chunk: string): Part['definition'] {
  if (!/^(?:@|def\b|class\b|async\b)/.test(chunk)) return undefined;
  const changes: string[] = [];
  let name: string | undefined;
  for (const line of chunk.split('\n')) {
    if (SILENT.test(line) || CLOSER.test(line)) continue;
    if (name !== undefined) return undefined;
    const decorator = DECORATOR.exec(line);
    if (decorator?.[1] === undefined) {
      name = HEADER.exec(line)?.[1];
      if (name === undefined) return undefined;
    } else if (decorator[2] === '.') changes.push(decorator[1]);
  }
  return name === undefined ? undefined : { name, changes };
}
