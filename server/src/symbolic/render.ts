/** Writing sizes: for people (`⌊(H+1)/2⌋`) and as Python (`(H+1)//2`). */
import { type Atom, type Dim, depthOf, type FloorAtom, key, type Poly, type Term } from './dim';
import { type Factors, factorise } from './factor';
import { outermost, splitLinear } from './linear';
import { memo } from './memo';
import { atomic, code, type Notation, people, shortest, sumOf, type Written } from './notation';
import { add, compareKeys, mul, ofAtom, sub } from './poly';
import { dividesAsPoly } from './quotient';

/** For people: `64·H`, `⌊(H+1)/2⌋`, `16·(⌊H/4⌋-3)·(⌊W/4⌋-3)`. */
export function display(d: Dim): string {
  return write(d, people).text;
}

/** As a Python expression: `64*H`, `(H+1)//2`; `parse` reads it back. */
export function python(d: Dim): string {
  return write(d, code).text;
}

const known = memo<Written>(20_000);

function write(d: Dim, notation: Notation): Written {
  if (typeof d !== 'number') return known(notation.name + d.key, () => writePoly(d, notation));
  return Number.isNaN(d) ? { text: notation.nothing, level: 'atom' } : writeNumber(d);
}

/** The shortest way; of equals the first. */
function writePoly(p: Poly, notation: Notation): Written {
  return shortest([
    ...writeRemainder(p, notation),
    writeSum(p, notation),
    ...writeAbsorbed(p, notation),
    ...writeProduct(p, notation),
  ]);
}

function writeSum(p: Poly, notation: Notation): Written {
  const terms = [...p.terms].sort(compareTerms);
  const parts = terms.map((term) => writeTerm(term, notation));
  const constant = p.constant === 0 ? [] : [writeNumber(p.constant)];
  // `5-H` rather than `-H+5`.
  const constantFirst = p.constant > 0 && terms.every((t) => t.coefficient < 0);
  return sumOf(constantFirst ? [...constant, ...parts] : [...parts, ...constant]);
}

/** `⌊(H+1)/2⌋-1` as `⌊(H-1)/2⌋`. */
function writeAbsorbed(p: Poly, notation: Notation): Written[] {
  const [term, another] = p.terms;
  const [factor, second] = term?.monomial.factors ?? [];
  const lone = another === undefined && second === undefined && term?.coefficient === 1 && factor?.power === 1;
  if (!lone || p.constant === 0 || factor.atom.kind !== 'floor') return [];
  const { numerator, denominator } = factor.atom;
  return [notation.floor(write(add(numerator, mul(p.constant, denominator)), notation), write(denominator, notation))];
}

function writeProduct(p: Poly, notation: Notation): Written[] {
  const factors = factorise(p);
  return factors.content === 1 && factors.parts.length === 1 && factors.parts[0]?.power === 1
    ? []
    : [writeFactors(factors, notation)];
}

function writeFactors({ content, parts }: Factors, notation: Notation): Written {
  const sorted = [...parts].sort((a, b) => depthOf(a.dim) - depthOf(b.dim) || (key(a.dim) < key(b.dim) ? -1 : 1));
  return multiplied(
    content,
    sorted.map(({ dim, power }) => ({ text: writeIrreducible(dim, notation), power })),
    notation,
  );
}

/** Not through `write`, which would ask for the factors again. */
function writeIrreducible(d: Dim, notation: Notation): Written {
  return typeof d === 'number' ? writeNumber(d) : shortest([writeSum(d, notation), ...writeAbsorbed(d, notation)]);
}

/** `H-8·⌊H/8⌋` as `H mod 8`, perhaps beside something else. */
function writeRemainder(p: Poly, notation: Notation): Written[] {
  if (p.terms.length < 2) return [];
  return outermost(p).flatMap((atom) => {
    const parts = atom.kind === 'floor' ? remainderIn(p, atom) : undefined;
    return parts === undefined ? [] : [writeAround(parts, notation)];
  });
}

/** `times·(left mod right) + rest` */
interface Remainder {
  readonly times: Dim;
  readonly left: Dim;
  readonly right: Dim;
  readonly rest: Dim;
}

function remainderIn(p: Poly, atom: FloorAtom): Remainder | undefined {
  const { numerator, denominator } = atom;
  const slope = splitLinear(p, atom)?.slope;
  const times = slope === undefined ? undefined : dividesAsPoly(sub(0, slope), denominator);
  if (times === undefined) return undefined;
  const rest = sub(p, mul(times, sub(numerator, mul(denominator, ofAtom(atom)))));
  return termCount(rest) <= termCount(p) - 2 ? { times, left: numerator, right: denominator, rest } : undefined;
}

function writeAround({ times, left, right, rest }: Remainder, notation: Notation): Written {
  const remainder = notation.mod(write(left, notation), write(right, notation));
  const factors = [{ text: remainder, power: 1 }];
  if (times !== 1 && typeof times !== 'number') factors.unshift({ text: write(times, notation), power: 1 });
  const scaled = times === 1 ? remainder : multiplied(typeof times === 'number' ? times : 1, factors, notation);
  if (rest === 0) return scaled;
  return sumOf([write(rest, notation), scaled.level === 'sum' && times === 1 ? bracketed(scaled) : scaled]);
}

function bracketed(written: Written): Written {
  return { text: `(${written.text})`, level: 'atom' };
}

function termCount(d: Dim): number {
  return typeof d === 'number' ? Number(d !== 0) : d.terms.length + Number(d.constant !== 0);
}

function writeTerm({ coefficient, monomial }: Term, notation: Notation): Written {
  const factors = [...monomial.factors].sort((f, g) => f.atom.depth - g.atom.depth || compareKeys(f.atom, g.atom));
  return multiplied(
    coefficient,
    factors.map(({ atom, power }) => ({ text: writeAtom(atom, notation), power })),
    notation,
  );
}

/** `content · Π text^power`; one bare factor keeps its own level. */
function multiplied(
  content: number,
  factors: readonly { readonly text: Written; readonly power: number }[],
  notation: Notation,
): Written {
  const [only, another] = factors;
  if (content === 1 && another === undefined && only?.power === 1) return only.text;
  const size = Math.abs(content) === 1 ? [] : [String(Math.abs(content))];
  const texts = factors.map(({ text, power }) => (power === 1 ? atomic(text) : notation.power(atomic(text), power)));
  const text = (content < 0 ? '-' : '') + [...size, ...texts].join(notation.times);
  return { text, level: content < 0 ? 'sum' : 'product' };
}

function writeAtom(atom: Atom, notation: Notation): Written {
  switch (atom.kind) {
    case 'variable':
      return { text: atom.name, level: 'atom' };
    case 'floor':
      return notation.floor(write(atom.numerator, notation), write(atom.denominator, notation));
    case 'min':
    case 'max':
      return { text: `${atom.kind}(${atom.operands.map((d) => write(d, notation).text).join(', ')})`, level: 'atom' };
  }
}

function writeNumber(n: number): Written {
  return { text: String(n), level: n < 0 ? 'sum' : 'atom' };
}

/** Higher degrees first, what is added before what is taken away, then by name. */
function compareTerms(a: Term, b: Term): number {
  return (
    Number(a.coefficient < 0) - Number(b.coefficient < 0) ||
    b.monomial.degree - a.monomial.degree ||
    a.monomial.factors.reduce((depth, f) => Math.max(depth, f.atom.depth), 0) -
      b.monomial.factors.reduce((depth, f) => Math.max(depth, f.atom.depth), 0) ||
    compareKeys(a.monomial, b.monomial)
  );
}
