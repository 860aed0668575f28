/** Comparison in three values: proved, disproved, undecided. */
import { type Dim, key } from './dim';
import { floorDiv, mod } from './divide';
import { gcd } from './integer';
import { mul, sub } from './poly';
import { dividesAsPoly } from './quotient';
import { range } from './range';

export type Truth = 'yes' | 'no' | 'maybe';

export function equal(a: Dim, b: Dim): Truth {
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 'yes' : 'no';
  return key(a) === key(b) ? 'yes' : vanishes(sub(a, b));
}

export function less(a: Dim, b: Dim): Truth {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? 'yes' : 'no';
  return atLeast(sub(b, a), 1);
}

export function lessEqual(a: Dim, b: Dim): Truth {
  if (typeof a === 'number' && typeof b === 'number') return a <= b ? 'yes' : 'no';
  return atLeast(sub(b, a), 0);
}

/** Whether `a` is a whole multiple of `d`. */
export function divides(d: Dim, a: Dim): Truth {
  if (d === 0) return equal(a, 0);
  return equal(mod(a, d), 0);
}

/** `a/b` when the division is proved exact; `0/0` is not a number. */
export function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  if (b === 0) return undefined;
  const direct = dividesAsPoly(a, b);
  if (direct !== undefined) return direct;
  const quotient = floorDiv(a, b);
  return equal(mul(quotient, b), a) === 'yes' ? quotient : undefined;
}

function vanishes(d: Dim): Truth {
  if (typeof d === 'number') return d === 0 ? 'yes' : 'no';
  const { min, max } = range(d);
  if (min > 0 || max < 0) return 'no';
  if (min === 0 && max === 0) return 'yes';
  const common = d.terms.reduce((g, t) => gcd(g, t.coefficient), 0);
  return d.constant % common === 0 ? 'maybe' : 'no';
}

function atLeast(d: Dim, bound: number): Truth {
  const { min, max } = range(d);
  return min >= bound ? 'yes' : max < bound ? 'no' : 'maybe';
}
