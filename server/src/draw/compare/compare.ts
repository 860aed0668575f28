/**
 * Two networks side by side: which layers stayed, changed, came or went, and what that does to the totals.
 *
 * Layers are matched by their key (dotted name and call) and family first, as two versions of one file mostly share
 * them; what is left between two matches is matched by what it is, since a layer put into a Sequential renumbers others. Both are longest common subsequences, so order is kept.
 */
import type { Diagram, DiagramNode } from '../diagram';
import { commonSubsequence } from './subsequence';

/** One line of the comparison. */
export type ComparedLine =
  | { readonly kind: 'same'; readonly before: DiagramNode; readonly after: DiagramNode }
  | {
      readonly kind: 'changed';
      readonly before: DiagramNode;
      readonly after: DiagramNode;
      readonly what: readonly string[];
    }
  | { readonly kind: 'removed'; readonly before: DiagramNode }
  | { readonly kind: 'added'; readonly after: DiagramNode };

export function compareDiagrams(before: Diagram, after: Diagram): ComparedLine[] {
  const [left, right] = [compared(before), compared(after)];
  return matched(left, right, ({ key, family }) => `${key} ${family}`).flatMap((part) =>
    'pair' in part ? [lineOf(...part.pair)] : rest(part.left, part.right),
  );
}

/** Inputs and outputs of the whole say nothing about its layers. */
const compared = ({ nodes }: Diagram): readonly DiagramNode[] => nodes.filter(({ look }) => look !== 'pill');

type Part =
  | { readonly pair: readonly [DiagramNode, DiagramNode] }
  | { readonly left: readonly DiagramNode[]; readonly right: readonly DiagramNode[] };

function matched(
  left: readonly DiagramNode[],
  right: readonly DiagramNode[],
  nameOf: (node: DiagramNode) => string,
): Part[] {
  const parts: Part[] = [];
  let [l, r] = [0, 0];
  for (const [i, j] of commonSubsequence(left.map(nameOf), right.map(nameOf))) {
    parts.push({ left: left.slice(l, i), right: right.slice(r, j) });
    const [a, b] = [left[i], right[j]];
    if (a && b) parts.push({ pair: [a, b] });
    [l, r] = [i + 1, j + 1];
  }
  return [...parts, { left: left.slice(l), right: right.slice(r) }];
}

/** Renamed or moved: the same class and arguments under another name. */
function rest(left: readonly DiagramNode[], right: readonly DiagramNode[]): ComparedLine[] {
  return matched(left, right, ({ signature }) => signature).flatMap((part) =>
    'pair' in part
      ? [lineOf(...part.pair)]
      : [
          ...part.left.map((node): ComparedLine => ({ kind: 'removed', before: node })),
          ...part.right.map((node): ComparedLine => ({ kind: 'added', after: node })),
        ],
  );
}

function lineOf(before: DiagramNode, after: DiagramNode): ComparedLine {
  const what = changesOf(before, after);
  return what.length === 0 ? { kind: 'same', before, after } : { kind: 'changed', before, after, what };
}

/** In words, what is not the same: "Conv2d 3×3, 64 → 64 ⇒ Conv2d 3×3, 64 → 128". A new number is not a new name. */
function changesOf(before: DiagramNode, after: DiagramNode): string[] {
  const change = (was: string, is: string): string[] => (was === is ? [] : [`${shown(was)} ⇒ ${shown(is)}`]);
  const isRenumbered = /^\d+$/.test(before.name) && /^\d+$/.test(after.name);
  const found = [
    ...(isRenumbered ? [] : change(before.name, after.name)),
    ...change(before.detail, after.detail),
    ...change(before.size, after.size),
  ];
  return found.length === 0 && before.signature !== after.signature ? ['its arguments'] : found;
}

const shown = (text: string): string => (text === '' ? 'not known' : text);
