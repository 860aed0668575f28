/**
 * The interval that holds every value of a size. Three enclosures are intersected:
 *
 * - adding up the intervals of the terms, which forgets that `H − 2·⌊H/2⌋` names H twice;
 * - the same with every atom moved to start at 0, which sees that `H·W − W ≥ 0` when H ≥ 1;
 * - relaxing an atom, which remembers: `d·⌊n/d⌋ = n − e` for some e in [0, d−1], and a minimum
 *   is one of its operands and no larger than any.
 */
import type { Atom, Dim, ExtremumAtom, FloorAtom, Poly } from './dim';
import { everything, hull, type Interval, intersect, plus, point, power, times } from './interval';
import { outermost, replaceLinear, splitLinear } from './linear';
import { memo } from './memo';
import { add, mul, ofAtom, pow, sub, variable } from './poly';
import { dividesAsPoly } from './quotient';

const known = memo<Interval>(50_000);

/** Bounds the recursion: one relaxation costs 1, and one that branches costs more. */
const fuelAtStart = 12;
const branchCost = 4;

/** Terms that moving a size to 0 may give. */
const expansionLimit = 512;

/** An enclosure: the size never leaves it, but it need not reach the ends. */
export function range(d: Dim): Interval {
  return typeof d === 'number' ? point(d) : known(d.id, () => enclose(d, fuelAtStart));
}

function enclose(d: Dim, fuel: number): Interval {
  if (typeof d === 'number') return point(d);
  const direct = addUp(d);
  if (d.terms.length < 2) return direct;
  const moved = intersect(direct, addUpFromZero(d));
  return fuel <= 0 ? moved : intersect(moved, relax(d, fuel));
}

function addUp(p: Poly): Interval {
  let sum = point(p.constant);
  for (const { coefficient, monomial } of p.terms) {
    let part = point(coefficient);
    for (const { atom, power: exponent } of monomial.factors) part = times(part, power(rangeOfAtom(atom), exponent));
    sum = plus(sum, part);
  }
  return sum;
}

/** `atom = min + t` with `t ≥ 0`. For a linear size it changes nothing; a long product would explode. */
function addUpFromZero(p: Poly): Interval {
  const degree = p.terms.reduce((highest, t) => Math.max(highest, t.monomial.degree), 0);
  if (degree === 1 || 2 ** degree * p.terms.length > expansionLimit) return everything;
  let moved: Dim = p.constant;
  for (const { coefficient, monomial } of p.terms) {
    let part: Dim = coefficient;
    for (const factor of monomial.factors) part = mul(part, pow(fromZero(factor.atom), factor.power));
    moved = add(moved, part);
  }
  return typeof moved === 'number' ? point(moved) : addUp(moved);
}

function fromZero(atom: Atom): Dim {
  const { min, max } = rangeOfAtom(atom);
  return Number.isFinite(min) ? add(variable(atom.key, 0, max - min), min) : ofAtom(atom);
}

function relax(p: Poly, fuel: number): Interval {
  for (const atom of outermost(p)) {
    if (atom.kind === 'variable') continue;
    const parts = splitLinear(p, atom);
    if (parts === undefined) continue;
    return atom.kind === 'floor' ? relaxFloor(parts, atom, fuel) : relaxExtremum(parts, atom, fuel);
  }
  return everything;
}

/** `denominator·⌊n/denominator⌋ = n − e`, e in [0, denominator − 1]. */
function relaxFloor(parts: { slope: Dim; rest: Dim }, atom: FloorAtom, fuel: number): Interval {
  const { numerator, denominator } = atom;
  if (range(denominator).min < 0) return everything;
  const most = sub(denominator, 1);
  const whole = dividesAsPoly(parts.slope, denominator);
  if (whole !== undefined) return withError(add(mul(whole, numerator), parts.rest), whole, most, fuel);
  if (typeof denominator !== 'number') return everything;
  const scaled = withError(add(mul(parts.slope, numerator), mul(denominator, parts.rest)), parts.slope, most, fuel);
  return { min: Math.ceil(scaled.min / denominator) + 0, max: Math.floor(scaled.max / denominator) + 0 };
}

/** The range of `base − slope·e` for e in [0, most]: linear in e, so its ends are at the ends of e. */
function withError(base: Dim, slope: Dim, most: Dim, fuel: number): Interval {
  if (typeof slope === 'number' && typeof most === 'number') {
    return plus(enclose(base, fuel - 1), times(point(-slope), { min: 0, max: most }));
  }
  const far = sub(base, mul(slope, most));
  return hull(enclose(base, fuel - branchCost), enclose(far, fuel - branchCost));
}

function relaxExtremum(parts: { slope: Dim; rest: Dim }, atom: ExtremumAtom, fuel: number): Interval {
  const cases = atom.operands.map((operand) => enclose(replaceLinear(parts, operand), fuel - branchCost));
  const any = cases.reduce(hull);
  const sign = range(parts.slope);
  const rising = sign.min >= 0 ? true : sign.max <= 0 ? false : undefined;
  if (rising === undefined) return any;
  // A minimum with a positive factor is at most every operand's value; the other three are mirrors.
  const bounded = rising === (atom.kind === 'min');
  return bounded
    ? { min: any.min, max: Math.min(...cases.map((c) => c.max)) }
    : { min: Math.max(...cases.map((c) => c.min)), max: any.max };
}

function rangeOfAtom(atom: Atom): Interval {
  switch (atom.kind) {
    case 'variable':
      return { min: atom.min, max: atom.max };
    case 'floor':
      return rangeOfFloor(atom);
    case 'min':
    case 'max': {
      const choose = atom.kind === 'min' ? Math.min : Math.max;
      const operands = atom.operands.map(range);
      return { min: choose(...operands.map((r) => r.min)), max: choose(...operands.map((r) => r.max)) };
    }
  }
}

/** A denominator of zero has no quotient, so a range from 0 counts as one from 1. */
function rangeOfFloor(atom: FloorAtom): Interval {
  const above = range(atom.numerator);
  const below = range(atom.denominator);
  if (below.min < 0) return everything;
  const small = Math.max(1, below.min);
  return {
    min: quotient(above.min, above.min < 0 ? small : below.max),
    max: quotient(above.max, above.max < 0 ? below.max : small),
  };
}

function quotient(a: number, b: number): number {
  if (b === Number.POSITIVE_INFINITY) return a < 0 ? -1 : 0;
  return Math.floor(a / b) + 0;
}
