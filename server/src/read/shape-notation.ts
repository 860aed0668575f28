/**
 * Shapes as people write them in comments: `[B×3×64×64] -> [B×14×32×32]`, also with `,` or `x` between the sizes, round
 * brackets or none, and `→` or `=>`. syntaxes/ colours the same notation.
 */
import { type Dim, parse, variable } from '../symbolic';

/** One side: its sizes, and where each stands in the comment. */
export interface WrittenShape {
  readonly text: string;
  readonly start: number;
  readonly sizes: readonly WrittenSize[];
}

export interface WrittenSize {
  readonly text: string;
  readonly start: number;
  /** undefined: any (`?`, `*`, `_`, `-1`). */
  readonly size: Dim | undefined;
}

export interface ShapeComment {
  readonly left: WrittenShape;
  readonly right: WrittenShape;
}

const ARROW = /\s*(?:-{1,2}>|→|⇒|=>)\s*/u;
const SIZE = String.raw`[\p{L}\p{N}_?'*/+.\- ()]+?`;
/** In brackets, at commas or signs of multiplication; or without brackets, at signs of multiplication. */
const BRACKETED = new RegExp(String.raw`\[${SIZE}(?:[,×xX]${SIZE})+,?\]|\(${SIZE}(?:[,×xX]${SIZE})+,?\)`, 'u').source;
const BARE = String.raw`[\p{L}\p{N}_?]+(?:\s*×\s*[\p{L}\p{N}_?/*]+)+|[\p{L}\p{N}_?]+(?:\s+x\s+[\p{L}\p{N}_?/*]+)+|[A-Z\d]+(?:x\d+)+`;
const SHAPE = `${BRACKETED}|${BARE}`;
const PAIR = new RegExp(`(${SHAPE})${ARROW.source}(${SHAPE})`, 'u');

/** Where several arrows follow each other, the first shape and the last. undefined: no shape comment. */
export function parseShapeComment(text: string): ShapeComment | undefined {
  const found = PAIR.exec(text);
  if (!found) return undefined;
  const [all, from = '', to = ''] = found;
  const left = shapeAt(from, found.index);
  let right = { start: found.index + all.length - to.length, text: to };
  for (let next = pairAt(text, right.start); next; next = pairAt(text, right.start)) right = next;
  return isShapeComment(left, shapeAt(right.text, right.start));
}

/** The right side of a pair that begins here. */
function pairAt(text: string, start: number): { readonly start: number; readonly text: string } | undefined {
  const found = PAIR.exec(text.slice(start));
  const [all = '', , to = ''] = found ?? [];
  return found?.index === 0 ? { start: start + all.length - to.length, text: to } : undefined;
}

function isShapeComment(left: WrittenShape | undefined, right: WrittenShape | undefined): ShapeComment | undefined {
  const hasNumber = [left, right].some((side) => side?.sizes.some(({ size }) => typeof size === 'number'));
  return left && right && (hasNumber || sharesNames(left, right)) ? { left, right } : undefined;
}

const sharesNames = (left: WrittenShape, right: WrittenShape): boolean =>
  left.sizes.length >= 3 && left.sizes.some(({ text }) => right.sizes.some((size) => size.text.includes(text)));

/** undefined where some size is no size: words in brackets, a type. */
function shapeAt(text: string, start: number): WrittenShape | undefined {
  const isBracketed = /^[[(]/.test(text);
  const inner = isBracketed ? text.slice(1, -1) : text;
  const sizes: WrittenSize[] = [];
  let at = start + (isBracketed ? 1 : 0);
  for (const part of inner.split(separatorOf(inner))) {
    const size = part.trim();
    if (size !== '') {
      const read = readSize(size);
      if (read === undefined) return undefined;
      sizes.push({ text: size, start: at + part.indexOf(size), size: read === 'any' ? undefined : read });
    }
    at += part.length + 1;
  }
  return sizes.length >= 2 ? { text, start, sizes } : undefined;
}

/** Commas go before signs of multiplication: `(B, 64×7×7)` has two sizes. */
function separatorOf(text: string): string | RegExp {
  if (text.includes(',')) return ',';
  if (text.includes('×')) return '×';
  return /(?<=[\s\d\p{Lu}?])[xX](?=[\s\d\p{Lu}?])/u;
}

/** `H/2` is halved as a window halves it, downwards. */
function readSize(text: string): Dim | 'any' | undefined {
  if (/^(\?|\*|_|-1|\.{3}|…)$/.test(text)) return text.startsWith('.') || text === '…' ? undefined : 'any';
  if (/^[\p{L}_]\w*'+$/u.test(text)) return variable(text);
  const python = text
    .replace(/×/g, '*')
    .replace(/\/+/g, '//')
    .replace(/(\d)\s*(?=[\p{L}_])/gu, '$1*')
    .replace(/\)\s*\(/g, ')*(');
  if (/\p{L}+\s+\p{L}+/u.test(python)) return undefined;
  return parse(python);
}
