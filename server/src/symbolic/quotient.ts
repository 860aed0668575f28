/** Exact division of polynomials. */
import type { Dim, Factor, Monomial, Poly, Term } from './dim';
import { gcd } from './integer';
import { add, build, collect, monomialOf, mul, neg, sub, termOf } from './poly';

/** Cancels what numerator and denominator share: the gcd of coefficients and common atoms. */
export function reduceFraction(a: Dim, b: Poly): { numerator: Dim; denominator: Dim } {
  const flip = b.constant <= 0 && b.terms.every((t) => t.coefficient < 0);
  const numerator = flip ? neg(a) : a;
  const denominator = flip ? neg(b) : b;
  const common = monomialOf(commonFactors([...termsOf(numerator), ...termsOf(denominator)]));
  const divisor = [...termsOf(numerator), ...termsOf(denominator)].reduce((g, t) => gcd(g, t.coefficient), 0);
  return { numerator: cancel(numerator, divisor, common), denominator: cancel(denominator, divisor, common) };
}

/**
 * Long division: `a = quotient·b + remainder`. Terms are taken in graded order, which is what makes
 * it end; what the leading term of `b` does not divide stays in the remainder.
 */
export function dividePoly(a: Dim, b: Poly): { quotient: Dim; remainder: Dim } {
  const lead = leadingTerm(b);
  let quotient: Dim = 0;
  let pending: Dim = a;
  let remainder: Dim = 0;
  for (let step = 0; typeof pending !== 'number' && step < 64; step++) {
    const term = leadingTerm(pending);
    const part = divideTerm(term, lead);
    if (part === undefined) {
      remainder = add(remainder, termOf(term));
      pending = sub(pending, termOf(term));
    } else {
      quotient = add(quotient, part);
      pending = sub(pending, mul(part, b));
    }
  }
  return { quotient, remainder: add(remainder, pending) };
}

/** `a/b` as a polynomial, if `b` divides `a` as one. */
export function dividesAsPoly(a: Dim, b: Dim): Dim | undefined {
  if (b === 0) return undefined;
  if (typeof b !== 'number') {
    const { quotient, remainder } = dividePoly(a, b);
    return remainder === 0 ? quotient : undefined;
  }
  if (typeof a === 'number') return a % b === 0 ? a / b + 0 : undefined;
  if (a.constant % b !== 0 || a.terms.some((t) => t.coefficient % b !== 0)) return undefined;
  return build(
    a.terms.map((t) => ({ coefficient: t.coefficient / b, monomial: t.monomial })),
    a.constant / b,
  );
}

/** The constant counts as a term without atoms. */
function termsOf(d: Dim): Term[] {
  const unit = monomialOf([]);
  if (typeof d === 'number') return d === 0 ? [] : [{ coefficient: d, monomial: unit }];
  return d.constant === 0 ? [...d.terms] : [...d.terms, { coefficient: d.constant, monomial: unit }];
}

function commonFactors(terms: readonly Term[]): Factor[] {
  const [first, ...others] = terms;
  let common = first === undefined ? [] : [...first.monomial.factors];
  for (const { monomial } of others) {
    common = common.flatMap(({ atom, power }) => {
      const shared = Math.min(power, powerIn(monomial, atom.key));
      return shared === 0 ? [] : [{ atom, power: shared }];
    });
  }
  return common;
}

function cancel(d: Dim, divisor: number, common: Monomial): Dim {
  if (divisor <= 1 && common.degree === 0) return d;
  let constant = 0;
  const terms: Term[] = [];
  for (const { coefficient, monomial } of termsOf(d)) {
    const left = without(monomial, common);
    if (left.degree === 0) constant += coefficient / divisor;
    else terms.push({ coefficient: coefficient / divisor, monomial: left });
  }
  return collect(terms, constant);
}

function divideTerm(a: Term, b: Term): Dim | undefined {
  const coefficient = Math.floor(a.coefficient / b.coefficient);
  if (coefficient === 0) return undefined;
  if (b.monomial.factors.some((f) => powerIn(a.monomial, f.atom.key) < f.power)) return undefined;
  const monomial = without(a.monomial, b.monomial);
  return monomial.degree === 0 ? coefficient : termOf({ coefficient, monomial });
}

function without(a: Monomial, b: Monomial): Monomial {
  return monomialOf([...a.factors, ...b.factors.map((f) => ({ atom: f.atom, power: -f.power }))]);
}

export function powerIn(monomial: Monomial, atomKey: string): number {
  return monomial.factors.find((f) => f.atom.key === atomKey)?.power ?? 0;
}

/** The largest term in graded lexicographic order. */
function leadingTerm(p: Poly): Term {
  return p.terms.reduce((best, term) => (compareGraded(term.monomial, best.monomial) > 0 ? term : best));
}

function compareGraded(a: Monomial, b: Monomial): number {
  if (a.degree !== b.degree) return a.degree - b.degree;
  const keys = [...new Set([...a.factors, ...b.factors].map((f) => f.atom.key))].sort();
  for (const atomKey of keys) {
    const difference = powerIn(a, atomKey) - powerIn(b, atomKey);
    if (difference !== 0) return difference;
  }
  return 0;
}
