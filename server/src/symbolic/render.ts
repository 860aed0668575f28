/** Writing sizes: for people (`⌊(H+1)/2⌋`) and as Python (`(H+1)//2`). */
import type { Atom, Dim, Factor, Term } from './dim';

/** For people: `64·H`, `⌊(H+1)/2⌋`. */
export function display(d: Dim): string {
  return write(d, people);
}

/** As a Python expression: `64*H`, `(H+1)//2`; `parse` reads it back. */
export function python(d: Dim): string {
  return write(d, code);
}

interface Notation {
  readonly times: string;
  readonly power: (base: string, exponent: number) => string;
  readonly floor: (numerator: string, denominator: string) => string;
  /** A quotient of a bare name needs no brackets of its own inside a product in `⌊⌋`. */
  readonly floorIsClosed: boolean;
}

const people: Notation = {
  times: '·',
  power: (base, exponent) => `${base}${[...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`,
  floor: (numerator, denominator) => `⌊${numerator}/${denominator}⌋`,
  floorIsClosed: true,
};

const code: Notation = {
  times: '*',
  power: (base, exponent) => `${base}**${exponent}`,
  floor: (numerator, denominator) => `${numerator}//${denominator}`,
  floorIsClosed: false,
};

function write(d: Dim, notation: Notation): string {
  if (typeof d === 'number') return String(d);
  const terms = [...d.terms].sort((a, b) => Number(a.coefficient < 0) - Number(b.coefficient < 0));
  const parts = terms.map((term) => writeTerm(term, notation, terms.length === 1 && d.constant === 0));
  const constant = d.constant === 0 ? [] : [String(d.constant)];
  const all = terms[0] !== undefined && terms[0].coefficient < 0 ? [...constant, ...parts] : [...parts, ...constant];
  return all.map((part, i) => (i === 0 || part.startsWith('-') ? part : `+${part}`)).join('');
}

function writeTerm({ coefficient, monomial }: Term, notation: Notation, alone: boolean): string {
  const sign = coefficient < 0 ? '-' : '';
  const size = Math.abs(coefficient);
  const single = alone && size === 1 && sign === '' && monomial.factors.length === 1;
  const factors = monomial.factors.map((factor) => writeFactor(factor, notation, single));
  return sign + [...(size === 1 ? [] : [String(size)]), ...factors].join(notation.times);
}

function writeFactor({ atom, power }: Factor, notation: Notation, alone: boolean): string {
  const text = writeAtom(atom, notation);
  const open = atom.kind === 'floor' && !notation.floorIsClosed && !(alone && power === 1);
  const base = open ? `(${text})` : text;
  return power === 1 ? base : notation.power(base, power);
}

function writeAtom(atom: Atom, notation: Notation): string {
  switch (atom.kind) {
    case 'variable':
      return atom.name;
    case 'floor':
      return notation.floor(operand(atom.numerator, notation), operand(atom.denominator, notation));
    case 'min':
    case 'max':
      return `${atom.kind}(${atom.operands.map((d) => write(d, notation)).join(', ')})`;
  }
}

function operand(d: Dim, notation: Notation): string {
  const text = write(d, notation);
  return /^[\p{L}\p{N}_.]+$/u.test(text) ? text : `(${text})`;
}
