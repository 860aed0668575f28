/** The two ways of writing: for people and as Python. */

/** How tightly a text holds together, which says where it needs brackets. */
export type Level = 'sum' | 'product' | 'atom';

export interface Written {
  readonly text: string;
  readonly level: Level;
}

export interface Notation {
  readonly name: string;
  readonly times: string;
  /** What has no value. */
  readonly nothing: string;
  readonly power: (base: string, exponent: number) => string;
  readonly floor: (numerator: Written, denominator: Written) => Written;
  readonly mod: (left: Written, right: Written) => Written;
}

export const people: Notation = {
  name: 'people',
  times: '·',
  nothing: '?',
  power: (base, exponent) => base + [...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join(''),
  floor: (numerator, denominator) => ({ text: `⌊${quotient(numerator, '/', denominator)}⌋`, level: 'atom' }),
  // "mod" is a word, so the eye reads it as loosely as a sum.
  mod: (left, right) => ({ text: `${atomic(left)} mod ${atomic(right)}`, level: 'sum' }),
};

export const code: Notation = {
  name: 'python',
  times: '*',
  nothing: '1//0',
  power: (base, exponent) => `${base}**${exponent}`,
  floor: (numerator, denominator) => ({ text: quotient(numerator, '//', denominator), level: 'product' }),
  mod: (left, right) => ({ text: quotient(left, '%', right), level: 'product' }),
};

export function atomic({ text, level }: Written): string {
  return level === 'atom' ? text : `(${text})`;
}

function quotient(left: Written, sign: string, right: Written): string {
  return (left.level === 'sum' ? `(${left.text})` : left.text) + sign + atomic(right);
}

/** Adds up texts, some of which begin with a minus. */
export function sumOf(parts: readonly Written[]): Written {
  const [first, another] = parts;
  if (first === undefined) return { text: '0', level: 'atom' };
  if (another === undefined) return first;
  return {
    text: parts.map(({ text }, i) => (i === 0 || text.startsWith('-') ? text : `+${text}`)).join(''),
    level: 'sum',
  };
}

/** Of at least one. */
export function shortest(ways: readonly Written[]): Written {
  return ways.reduce((best, way) => (way.text.length < best.text.length ? way : best));
}
