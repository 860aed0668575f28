/**
 * Splitting a size by remainders. With `H = m·q + r` for a suitable m, every `⌊·/d⌋` in a size
 * becomes a polynomial in q, one for each r, and polynomials are easy to compare. So an identity
 * such as `⌊H/2⌋ + ⌊(H+1)/2⌋ = H` is proved by its two cases.
 */
import { type Atom, atomsOf, type Dim, type FloorAtom, type Poly, type Term, type Variable } from './dim';
import { gcd, lcm } from './integer';
import { add, mul, termOf, variable } from './poly';
import { substitute, variablesOf } from './substitute';

/** More cases than this are not tried. */
const caseLimit = 256;

export type Moduli = ReadonlyMap<string, number>;

export interface Case {
  /** The remainder of each split variable. */
  readonly remainders: ReadonlyMap<string, number>;
  readonly dim: Dim;
}

/** For each variable inside a floor, the modulus after which the floors around it come apart. */
export function moduliOf(d: Dim): Map<string, number> {
  const moduli = new Map<string, number>();
  if (typeof d === 'number') return moduli;
  for (const atom of atomsOf(d)) {
    for (const [name, modulus] of moduliOfAtom(atom)) moduli.set(name, lcm(moduli.get(name) ?? 1, modulus));
  }
  return moduli;
}

/** Every case of `d`; `undefined` when they are too many. Cases that no value reaches are left out. */
export function casesOf(d: Dim, moduli: Moduli): Case[] | undefined {
  const split = variablesOf(d).filter((v) => (moduli.get(v.name) ?? 1) > 1);
  const count = split.reduce((n, v) => n * (moduli.get(v.name) ?? 1), 1);
  if (count > caseLimit) return undefined;
  let choices: Choice[] = [{ remainders: new Map(), values: new Map() }];
  for (const v of split) choices = choices.flatMap((choice) => extended(choice, v, moduli.get(v.name) ?? 1));
  return choices.map(({ remainders, values }) => ({ remainders, dim: substitute(d, values) }));
}

interface Choice {
  readonly remainders: ReadonlyMap<string, number>;
  readonly values: ReadonlyMap<string, Dim>;
}

function extended(choice: Choice, v: Variable, modulus: number): Choice[] {
  const choices: Choice[] = [];
  for (let r = 0; r < modulus; r++) {
    const value = ofRemainder(v, modulus, r);
    if (value === undefined) continue;
    choices.push({
      remainders: new Map([...choice.remainders, [v.name, r]]),
      values: new Map([...choice.values, [v.name, value]]),
    });
  }
  return choices;
}

/** `v = modulus·q + r`, q under the name of v; `undefined` when v never has that remainder. */
export function ofRemainder(v: Variable, modulus: number, r: number): Dim | undefined {
  const low = Math.ceil((v.min - r) / modulus);
  const high = Math.floor((v.max - r) / modulus);
  return low > high ? undefined : add(mul(modulus, variable(v.name, low, high)), r);
}

function moduliOfAtom(atom: Atom): Moduli {
  switch (atom.kind) {
    case 'variable':
      return new Map();
    case 'floor':
      return moduliOfFloor(atom);
    case 'min':
    case 'max':
      return atom.operands.map(moduliOf).reduce<Moduli>(merged, new Map());
  }
}

function moduliOfFloor({ numerator, denominator }: FloorAtom): Moduli {
  const inner = moduliOf(numerator);
  if (typeof denominator !== 'number') return merged(inner, moduliOf(denominator));
  if (typeof numerator === 'number') return inner;
  return new Map(
    variablesOf(numerator).map(({ name }) => {
      const within = inner.get(name);
      return [name, within === undefined ? directModulus(numerator, name, denominator) : within * denominator];
    }),
  );
}

/** `c·v` under `⌊·/d⌋` comes apart when v steps by `d/gcd(c, d)`. */
function directModulus(numerator: Poly, name: string, denominator: number): number {
  const around = numerator.terms.filter((term) => mentions(term, name));
  return denominator / around.reduce((common, term) => gcd(common, term.coefficient), denominator);
}

/** At any depth: within a minimum, say, the variable counts as well. */
function mentions(term: Term, name: string): boolean {
  return variablesOf(termOf(term)).some((v) => v.name === name);
}

function merged(a: Moduli, b: Moduli): Map<string, number> {
  const all = new Map(a);
  for (const [name, modulus] of b) all.set(name, lcm(all.get(name) ?? 1, modulus));
  return all;
}
