/** Sizes as they are when facts such as "H is divisible by 16" are assumed. */
import { ofRemainder } from './cases';
import type { Atom, Dim, Term } from './dim';
import { floorDiv } from './divide';
import { extremum } from './extremum';
import { add, mul, ofAtom, pow, sub, variable } from './poly';
import { display, python } from './render';
import type { Residues } from './residues';
import { substitute, variablesOf } from './substitute';

/** A simpler size that is equal wherever the facts hold. Facts of several remainders are not used. */
export function simplifyUnder(d: Dim, facts: readonly Residues[]): Dim {
  const simpler = rewrite(d, facts, floorDiv);
  return python(simpler).length < python(d).length ? simpler : d;
}

/** For people, with exact quotients written as such: `H/2`, not `⌊H/2⌋`. */
export function displayUnder(d: Dim, facts: readonly Residues[]): string {
  const [plain, exact] = [display(d), display(rewrite(d, facts, exactQuotientSign))];
  return exact.length <= plain.length ? exact : plain;
}

/** Writes `v/divisor`, which the facts make exact. */
type Quotient = (v: Dim, divisor: number, power: number) => Dim;

/** The quotient as a symbol that is named like one: nothing but `display` may see it. */
function exactQuotientSign(v: Dim, divisor: number, power: number): Dim {
  const text = typeof v !== 'number' && v.constant === 0 ? display(v) : `(${display(v)})`;
  return variable(power === 1 ? `${text}/${divisor}` : `(${text}/${divisor})`);
}

interface Split {
  readonly variable: Dim;
  readonly modulus: number;
  readonly remainder: number;
}

/** Puts `m·q + r` for each variable, which takes its floors apart, then writes q as `(v − r)/m`. */
function rewrite(d: Dim, facts: readonly Residues[], quotient: Quotient): Dim {
  const splits = new Map<string, Split>();
  const values = new Map<string, Dim>();
  for (const v of variablesOf(d)) {
    const fact = facts.find((f) => f.variable === v.name && f.residues.length === 1 && f.modulus > 1);
    const [remainder] = fact?.residues ?? [];
    const value = fact === undefined || remainder === undefined ? undefined : ofRemainder(v, fact.modulus, remainder);
    if (fact === undefined || remainder === undefined || value === undefined) continue;
    values.set(v.name, value);
    splits.set(v.name, { variable: variable(v.name, v.min, v.max), modulus: fact.modulus, remainder });
  }
  return values.size === 0 ? d : back(substitute(d, values), splits, quotient);
}

function back(d: Dim, splits: ReadonlyMap<string, Split>, quotient: Quotient): Dim {
  if (typeof d === 'number') return d;
  return d.terms.reduce<Dim>((sum, term) => add(sum, backTerm(term, splits, quotient)), d.constant);
}

/** `c·qⁿ` is `c/gⁿ` times the exact quotient `(v − r)/(m/g)` to the n, for the largest g that allows it. */
function backTerm({ coefficient, monomial }: Term, splits: ReadonlyMap<string, Split>, quotient: Quotient): Dim {
  let left = coefficient;
  let product: Dim = 1;
  for (const factor of monomial.factors) {
    const split = factor.atom.kind === 'variable' ? splits.get(factor.atom.name) : undefined;
    if (split === undefined) {
      product = mul(product, pow(backAtom(factor.atom, splits), factor.power));
      continue;
    }
    const common = largestShare(split.modulus, factor.power, left);
    left /= common ** factor.power;
    const divisor = split.modulus / common;
    const exact = sub(split.variable, split.remainder);
    product = mul(product, pow(divisor === 1 ? exact : quotient(exact, divisor, factor.power), factor.power));
  }
  return mul(product, left);
}

function largestShare(modulus: number, power: number, coefficient: number): number {
  for (let share = modulus; share > 1; share--) {
    if (modulus % share === 0 && coefficient % share ** power === 0) return share;
  }
  return 1;
}

/** Inside an atom the quotients are floors, which merge with the floors around them. */
function backAtom(atom: Atom, splits: ReadonlyMap<string, Split>): Dim {
  switch (atom.kind) {
    case 'variable':
      return ofAtom(atom);
    case 'floor':
      return floorDiv(back(atom.numerator, splits, floorDiv), back(atom.denominator, splits, floorDiv));
    case 'min':
    case 'max':
      return extremum(
        atom.kind,
        atom.operands.map((d) => back(d, splits, floorDiv)),
      );
  }
}
