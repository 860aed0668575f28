/**
 * The language of einops (https://einops.rocks, Rogozhnikov 2022): `b c (h p) w -> b (h w) (p c)`. Each side lists
 * the axes of a tensor; parentheses hold the axes that one axis is made of, `...` stands for any number of axes.
 */
import type { OpContext } from '../declare';

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

export function parsePattern(pattern: string, c: OpContext): AxisPattern {
  const sides = pattern.split('->');
  const [left, right] = sides;
  if (left === undefined || right === undefined || sides.length !== 2)
    return badPattern(`Pattern "${pattern}" should contain exactly one "->"`, c);
  return { left: parseSide(left, 0, c), right: parseSide(right, left.length, c) };
}

export function parseSide(text: string, offset: number, c: OpContext): readonly AxisGroup[] {
  const groups: string[][] = [];
  const seen = new Set<string>();
  let open: string[] | undefined;
  for (const found of text.matchAll(/\.\.\.|\w+|\S/g)) {
    const [token] = found;
    if (token === '(') {
      if (open) return badPattern('Axis composition is one-level (brackets inside brackets not allowed)', c);
      open = [];
      groups.push(open);
    } else if (token === ')') {
      if (!open) return badPattern('Brackets are not balanced', c);
      open = undefined;
    } else if (!/^(?:\.\.\.|\w+)$/.test(token)) return badPattern(`Unknown character '${token}'`, c);
    else {
      const axis = token === ELLIPSIS && open ? JOINED_ELLIPSIS : sized(token, offset + found.index);
      if (seen.has(axis)) return badPattern(`Indexing expression contains duplicate dimension "${token}"`, c);
      if (token !== '1') seen.add(axis);
      // An axis of size 1 is made of nothing.
      const axes = token === '1' ? [] : [axis];
      if (open) open.push(...axes);
      else groups.push(axes);
    }
  }
  return open ? badPattern(`Imbalanced parentheses in expression: "${text.trim()}"`, c) : groups;
}

export const badPattern = (message: string, c: OpContext): never =>
  c.refuse({ code: 'CS124', message, why: 'The pattern does not describe axes as einops reads them.' });
