/**
 * The grammar's own tree as plain objects. Everything that knows @lezer's interface is here, so that the parser
 * could be replaced by writing this one file again. No recursion: texts may nest as deep as they like.
 */
import type { Tree, TreeCursor } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from './tree';

export interface Raw {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: Raw[];
}

export interface RawModule {
  readonly script: Raw;
  readonly comments: readonly Span[];
  /** Where the grammar had to insert or skip something, in order. */
  readonly errors: readonly Span[];
}

/** The name of a node where the grammar inserted or skipped something. */
export const ERROR = '⚠';

/**
 * Reads all of a text. Not incremental: the grammar, given an earlier tree, nests classes that stand side by side.
 * The grammar's own tree is built by recursion, which thousands of brackets in each other exhaust; how many, depends on
 * who calls. What lies deeper than Python allows is then left blank.
 */
export function parseRaw(text: string): RawModule {
  try {
    return toRaw(parser.parse(text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return toRaw(parser.parse(blankDeep(text)));
  }
}

/** CPython's MAXLEVEL: "too many nested parentheses". */
const MOST_BRACKETS = 200;

/** Spaces for what stands in more brackets than Python reads, so that all places stay. */
export function blankDeep(text: string): string {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    const isCloser = ')]}'.includes(character);
    if ('([{'.includes(character)) depth += 1;
    kept += depth > MOST_BRACKETS && character !== '\n' ? ' '.repeat(character.length) : character;
    if (isCloser) depth = Math.max(0, depth - 1);
  }
  return kept;
}

function toRaw(tree: Tree): RawModule {
  const cursor = tree.cursor();
  const comments: Span[] = [];
  const errors: Span[] = [];
  const script: Raw = { name: cursor.name, from: cursor.from, to: cursor.to, children: [] };
  const open: Raw[] = [script];
  let inside = cursor.firstChild();
  while (inside) {
    const parent = open[open.length - 1] ?? script;
    const node = read(cursor, comments);
    if (node?.name === ERROR && !isHarmless(parent, node)) {
      errors.push({ start: node.from, end: node.to });
    }
    if (node !== undefined) parent.children.push(node);
    if (node !== undefined && cursor.firstChild()) {
      open.push(node);
      continue;
    }
    inside = cursor.nextSibling();
    while (!inside && open.length > 1) {
      open.pop();
      cursor.parent();
      inside = cursor.nextSibling();
    }
  }
  return { script, comments, errors };
}

function read(cursor: TreeCursor, comments: Span[]): Raw | undefined {
  const { name, from, to } = cursor;
  if (name === 'Comment') {
    comments.push({ start: from, end: to });
    return undefined;
  }
  return { name, from, to, children: [] };
}

/** The grammar calls a few forms errors that Python allows, recovers from them in place, and lowering knows them. */
function isHarmless(parent: Raw, error: Raw): boolean {
  const before = parent.children;
  switch (parent.name) {
    case 'YieldExpression':
    case 'YieldStatement':
    case 'PrintStatement':
      return before.length === 1 && error.to === error.from;
    default:
      return false;
  }
}
