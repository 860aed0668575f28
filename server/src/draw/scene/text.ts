/** How wide text is in the bundled fonts, and how it is shortened. */
import { BORROWED, LETTERS, WIDTHS } from './fontWidths';

export type Face = keyof typeof WIDTHS;
export interface Style {
  readonly face: Face;
  readonly size: number;
}

export const STYLES = {
  name: { face: 'semibold', size: 12 },
  detail: { face: 'regular', size: 11 },
  chip: { face: 'regular', size: 11 },
  size: { face: 'mono', size: 10 },
  symbol: { face: 'semibold', size: 13 },
  badge: { face: 'semibold', size: 10 },
  title: { face: 'semibold', size: 16 },
} as const satisfies Record<string, Style>;
export type StyleName = keyof typeof STYLES;

/** Of the whole text, in pixels. */
export type Measure = (text: string, style: StyleName) => number;

const tables = new Map<Face, ReadonlyMap<string, number>>();

function table(face: Face): ReadonlyMap<string, number> {
  const known = tables.get(face);
  if (known) return known;
  const widths = WIDTHS[face].split(' ').map(Number);
  const made = new Map([...LETTERS].map((letter, i) => [letter, widths[i] ?? 0] as const));
  tables.set(face, made);
  return made;
}

export const textWidth: Measure = (text, style) => {
  const { face, size } = STYLES[style];
  const widths = table(face);
  const wide = widths.get('m') ?? 800;
  let sum = 0;
  for (const letter of text) sum += widths.get(letter) ?? wide;
  return (sum * size) / 1000;
};

/** The width is that of these very letters, not a guess. */
export function isMeasured(text: string, style: StyleName): boolean {
  const widths = table(STYLES[style].face);
  return [...text].every((letter) => widths.has(letter));
}

/** The text in pieces, each of one font: its own, or the one that lends what that lacks. */
export function runsOf(text: string): readonly { readonly text: string; readonly isBorrowed: boolean }[] {
  const pieces = text.split(new RegExp(`([${BORROWED}]+)`));
  return pieces.map((piece, i) => ({ text: piece, isBorrowed: i % 2 === 1 })).filter((piece) => piece.text !== '');
}

/** The text, or its beginning with an ellipsis, in no more than `width`. */
export function fitted(text: string, style: StyleName, width: number, measure: Measure = textWidth): string {
  if (measure(text, style) <= width) return text;
  const letters = [...text];
  let low = 0,
    high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${letters.slice(0, middle).join('')}…`, style) <= width) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join('').trimEnd()}…`;
}

/** The first of these texts that is not too wide, or the last of them shortened. */
export function firstFitting(texts: readonly [string, ...string[]], style: StyleName, width: number): string {
  return texts.find((text) => textWidth(text, style) <= width) ?? fitted(texts.at(-1) ?? '', style, width);
}
