/**
 * The grammar's own tree as plain objects. Everything that knows @lezer's interface is here, so that the parser
 * could be replaced by writing this one file again. No recursion: texts may nest as deep as they like.
 */
import type { Tree, TreeCursor } from '@lezer/common';
import { TreeFragment } from '@lezer/common';
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

/** Remembers one text and its tree, so that the parse of nearly the same text is fast. */
export interface GrammarMemory {
  last: { readonly text: string; readonly tree: Tree } | undefined;
}

export function parseRaw(text: string, memory?: GrammarMemory): RawModule {
  const last = memory?.last;
  const tree = last === undefined ? parser.parse(text) : parser.parse(text, fragmentsOf(last, text));
  if (memory !== undefined) memory.last = { text, tree };
  return toRaw(tree);
}

/** What the previous tree can lend: everything but the one stretch that differs. */
function fragmentsOf(previous: NonNullable<GrammarMemory['last']>, text: string): readonly TreeFragment[] {
  const before = previous.text;
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  while (end < most - start && before.charCodeAt(before.length - 1 - end) === text.charCodeAt(text.length - 1 - end))
    end++;
  const change = { fromA: start, toA: before.length - end, fromB: start, toB: text.length - end };
  return TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]);
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
