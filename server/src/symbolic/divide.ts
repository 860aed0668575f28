/**
 * Floor division in canonical form. For a number d > 0 and integers:
 *
 *     ⌊(d·q + r)/d⌋   = q + ⌊r/d⌋               pull out exact multiples
 *     ⌊(g·a + c)/(g·d)⌋ = ⌊(a + ⌊c/g⌋)/d⌋       reduce by the common divisor
 *     ⌊(⌊a/m⌋ + p)/d⌋ = ⌊(a + m·p)/(m·d)⌋       merge nested floors
 *     ⌊−a/d⌋          = −⌊(a + d − 1)/d⌋        keep numerators positive
 *
 * so that a chain of strided convolutions stays one short quotient.
 */
import { type Dim, depthOf, type FloorAtom, identity, key, type Poly, type Term } from './dim';
import { floorOf, gcd, modOf } from './integer';
import { memo } from './memo';
import { add, build, mul, neg, ofAtom, sub, termOf } from './poly';
import { dividePoly, reduceFraction } from './quotient';
import { range } from './range';

const quotients = memo<{ readonly value: Dim }>(50_000);

/** Python's `//`. Dividing by the number zero gives `NaN`. */
export function floorDiv(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return floorOf(a, b);
  if (b === 1) return a;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  if (a === 0) return 0;
  return quotients(`${identity(a)}|${identity(b)}`, () => ({ value: quotientOf(a, b) })).value;
}

/** Python's `%`: `a − b·⌊a/b⌋`. */
export function mod(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return modOf(a, b);
  return sub(a, mul(b, floorDiv(a, b)));
}

export function ceilDiv(a: Dim, b: Dim): Dim {
  // Both forms are right for every sign; the first reads better where the divisor is positive.
  if (range(b).min >= 1) return floorDiv(add(a, sub(b, 1)), b);
  return neg(floorDiv(neg(a), b));
}

function quotientOf(a: Dim, b: Dim): Dim {
  if (typeof b !== 'number') return byPoly(a, b);
  if (typeof a === 'number') return floorOf(a, b);
  if (!(Math.abs(b) > 0) || !Number.isFinite(b)) return Number.NaN;
  return b < 0 ? floorDiv(neg(a), -b) : byNumber(a, b);
}

function byNumber(a: Poly, d: number): Dim {
  if (a.terms.every((t) => t.coefficient < 0)) return neg(floorDiv(sub(d - 1, a), d));
  const { quotient, rest } = pullOut(a, d);
  if (typeof rest === 'number') return quotient;
  const common = rest.terms.reduce((g, t) => gcd(g, t.coefficient), d);
  if (common > 1) return add(quotient, floorDiv(shrink(rest, common), d / common));
  const merged = mergeNested(rest, d);
  if (merged !== undefined) return add(quotient, merged);
  if (quotient !== 0) return add(quotient, floorDiv(rest, d));
  return settle(rest, d);
}

/** The remainder keeps a coefficient's sign, for `⌊(H−W)/3⌋` reads better than `⌊(H+2·W)/3⌋−W`. */
function pullOut(a: Poly, d: number): { quotient: Dim; rest: Dim } {
  const quotients: Term[] = [];
  const rests: Term[] = [];
  for (const { coefficient, monomial } of a.terms) {
    const whole = Math.trunc(coefficient / d);
    if (whole !== 0) quotients.push({ coefficient: whole, monomial });
    if (coefficient !== whole * d) rests.push({ coefficient: coefficient - whole * d, monomial });
  }
  return {
    quotient: build(quotients, Math.floor(a.constant / d)),
    rest: build(rests, modOf(a.constant, d)),
  };
}

/** `⌊a/by⌋` where `by` divides every coefficient but the constant. */
function shrink(a: Poly, by: number): Dim {
  const terms = a.terms.map((t) => ({ coefficient: t.coefficient / by, monomial: t.monomial }));
  return build(terms, Math.floor(a.constant / by));
}

/** Merges a lone floor of coefficient 1 or −1 into the division around it. */
function mergeNested(a: Poly, d: number): Dim | undefined {
  const floors = a.terms.flatMap((term) => {
    const atom = loneFloor(term);
    return atom === undefined ? [] : [{ term, atom }];
  });
  const [only, another] = floors;
  if (only === undefined || another !== undefined) return undefined;
  const { atom, term } = only;
  const rest = sub(a, termOf(term));
  if (term.coefficient === 1) {
    return floorDiv(add(atom.numerator, mul(atom.denominator, rest)), mul(atom.denominator, d));
  }
  // −⌊n/m⌋ = ⌈−n/m⌉ = ⌊(−n + m − 1)/m⌋ for a positive m.
  if (term.coefficient !== -1 || typeof atom.denominator !== 'number') return undefined;
  const flipped = sub(atom.denominator - 1, atom.numerator);
  return floorDiv(add(flipped, mul(atom.denominator, rest)), atom.denominator * d);
}

function loneFloor(term: Term): FloorAtom | undefined {
  const [factor, another] = term.monomial.factors;
  if (factor === undefined || another !== undefined || factor.power !== 1) return undefined;
  return factor.atom.kind === 'floor' ? factor.atom : undefined;
}

function byPoly(a: Dim, b: Poly): Dim {
  const reduced = reduceFraction(a, b);
  if (typeof reduced.denominator === 'number') return floorDiv(reduced.numerator, reduced.denominator);
  const { quotient, remainder } = dividePoly(reduced.numerator, reduced.denominator);
  if (remainder === 0) return quotient;
  if (quotient !== 0) return add(quotient, floorDiv(remainder, reduced.denominator));
  return settle(remainder, reduced.denominator);
}

/** A quotient that cannot be taken apart further: a constant if the ranges prove one, else an atom. */
function settle(numerator: Dim, denominator: Dim): Dim {
  const constant = range(denominator).min >= 1 ? constantQuotient(numerator, denominator) : undefined;
  if (constant !== undefined) return constant;
  const depth = 1 + Math.max(depthOf(numerator), depthOf(denominator));
  const named = (name: (d: Dim) => string) => `⌊${name(numerator)}/(${name(denominator)})⌋`;
  return ofAtom({ kind: 'floor', numerator, denominator, key: named(key), id: named(identity), depth });
}

/** The k with `0 ≤ numerator − k·denominator < denominator`, if one k is proved to be it everywhere. */
function constantQuotient(numerator: Dim, denominator: Dim): number | undefined {
  if (typeof denominator === 'number') {
    const { min, max } = range(numerator);
    const low = Math.floor(min / denominator);
    return Number.isFinite(low) && low === Math.floor(max / denominator) ? low + 0 : undefined;
  }
  return [0, -1].find((k) => {
    const rest = sub(numerator, mul(k, denominator));
    return range(rest).min >= 0 && range(sub(denominator, rest)).min >= 1;
  });
}
