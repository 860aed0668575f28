/** The interval that holds every value of a size. */
import type { Atom, Dim, FloorAtom, Poly } from './dim';
import { everything, type Interval, plus, point, power, times } from './interval';
import { memo } from './memo';

const known = memo<Interval>(50_000);

/** An enclosure: the size never leaves it, but it need not reach the ends. */
export function range(d: Dim): Interval {
  return typeof d === 'number' ? point(d) : known(d.id, () => rangeOfPoly(d));
}

function rangeOfPoly(p: Poly): Interval {
  let sum = point(p.constant);
  for (const { coefficient, monomial } of p.terms) {
    let part = point(coefficient);
    for (const { atom, power: exponent } of monomial.factors) part = times(part, power(rangeOfAtom(atom), exponent));
    sum = plus(sum, part);
  }
  return sum;
}

export function rangeOfAtom(atom: Atom): Interval {
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
