/**
 * The language of einops (https://einops.rocks, Rogozhnikov 2022): `b c (h p) w -> b (h w) (p c)`. Each side lists
 * the axes of a tensor; parentheses hold the axes that one axis is made of, `...` stands for any number of axes.
 */

/** Says what is wrong with a pattern. */
export type Complain = (message: string) => never;

/** One axis as the elementary axes that it is made of. */
export type AxisGroup = readonly string[];
export interface AxisPattern {
  readonly left: readonly AxisGroup[];
  readonly right: readonly AxisGroup[];
}

/** Any number of axes. */
export const ELLIPSIS = '...';
/** Any number of axes, laid together. */
export const JOINED_ELLIPSIS = '(...)';

/** A number stands for a new axis each time: `2#3`. */
const sized = (token: string, at: number): string => (/^\d+$/.test(token) ? `${token}#${at}` : token);
/** The size of an axis that is written as a number. */
export function writtenSize(axis: string): number | undefined {
  const [size, at] = axis.split('#');
  return at === undefined ? undefined : Number(size);
}

export function parsePattern(pattern: string, complain: Complain): AxisPattern {
  const sides = pattern.split('->');
  const [left, right] = sides;
  if (left === undefined || right === undefined || sides.length !== 2)
    return complain(`Pattern "${pattern}" should contain exactly one "->"`);
  return { left: parseSide(left, 0, complain), right: parseSide(right, left.length, complain) };
}

export function parseSide(text: string, offset: number, complain: Complain): readonly AxisGroup[] {
  const groups: string[][] = [];
  const seen = new Set<string>();
  let open: string[] | undefined;
  for (const found of text.matchAll(/\.\.\.|\w+|\S/g)) {
    const [token] = found;
    if (token === '(') {
      if (open) return complain('Axis composition is one-level (brackets inside brackets not allowed)');
      open = [];
      groups.push(open);
    } else if (token === ')') {
      if (!open) return complain('Brackets are not balanced');
      open = undefined;
    } else if (!/^(?:\.\.\.|\w+)$/.test(token)) return complain(`Unknown character '${token}'`);
    else {
      const axis = token === ELLIPSIS && open ? JOINED_ELLIPSIS : sized(token, offset + found.index);
      if (seen.has(axis)) return complain(`Indexing expression contains duplicate dimension "${token}"`);
      if (token !== '1') seen.add(axis);
      // An axis of size 1 is made of nothing.
      const axes = token === '1' ? [] : [axis];
      if (open) open.push(...axes);
      else groups.push(axes);
    }
  }
  return open ? complain(`Imbalanced parentheses in expression: "${text.trim()}"`) : groups;
}

/** `...` as the axes `…0`, `…1`. */
function spread(groups: readonly AxisGroup[], open: number): readonly AxisGroup[] {
  const names = Array.from({ length: open }, (_, i) => `…${i}`);
  return groups.flatMap((group) =>
    group[0] === ELLIPSIS
      ? names.map((name) => [name])
      : [group.flatMap((axis) => (axis === JOINED_ELLIPSIS ? names : [axis]))],
  );
}

/** How many axes the left side names, and whether there may be more. */
export function namedAxes({ left }: AxisPattern): { readonly count: number; readonly open: boolean } {
  const count = left.filter((group) => !group.includes(ELLIPSIS)).length;
  return { count, open: count < left.length };
}

/** The pattern for this many axes, without ellipses. */
export function withoutEllipses(pattern: AxisPattern, rank: number): AxisPattern {
  const open = rank - namedAxes(pattern).count;
  return { left: spread(pattern.left, open), right: spread(pattern.right, open) };
}
