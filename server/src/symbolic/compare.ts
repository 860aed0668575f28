/** Comparison in three values: proved, disproved, undecided. */
import { casesOf, moduliOf } from './cases';
import { type Dim, key, type Poly } from './dim';
import { floorDiv, mod } from './divide';
import { gcd } from './integer';
import { memo } from './memo';
import { mul, sub } from './poly';
import { dividesAsPoly } from './quotient';
import { range } from './range';
import { evaluate, variablesOf } from './substitute';

export type Truth = 'yes' | 'no' | 'maybe';

export function equal(a: Dim, b: Dim): Truth {
  if (typeof a === 'number' && typeof b === 'number') return ofNumbers(a - b, isZero);
  return key(a) === key(b) ? 'yes' : judge(sub(a, b), vanishing);
}

export function less(a: Dim, b: Dim): Truth {
  if (typeof a === 'number' && typeof b === 'number') return ofNumbers(b - a, isPositive);
  return judge(sub(b, a), positive);
}

export function lessEqual(a: Dim, b: Dim): Truth {
  if (typeof a === 'number' && typeof b === 'number') return ofNumbers(b - a, isNatural);
  return judge(sub(b, a), natural);
}

/** Whether `a` is a whole multiple of `d`. Values at which a symbolic `d` is 0 are not asked about: dividing raises there. */
export function divides(d: Dim, a: Dim): Truth {
  return d === 0 ? equal(a, 0) : equal(mod(a, d), 0);
}

/** `a/b` when the division is proved exact; `0/0` is not a number. */
export function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  if (b === 0) return undefined;
  const direct = dividesAsPoly(a, b);
  if (direct !== undefined) return direct;
  const quotient = floorDiv(a, b);
  return equal(mul(quotient, b), a) === 'yes' ? quotient : undefined;
}

/** A question about one size, how to answer it for a number, and what an interval proves. */
interface Question {
  readonly name: string;
  readonly holds: (n: number) => boolean;
  readonly direct: (p: Poly) => Truth;
}

const isZero = (n: number) => n === 0;
const isPositive = (n: number) => n > 0;
const isNatural = (n: number) => n >= 0;

export const vanishing: Question = { name: '=', holds: isZero, direct: vanishes };
const positive: Question = { name: '<', holds: isPositive, direct: (p) => atLeast(p, 1) };
const natural: Question = { name: '<=', holds: isNatural, direct: (p) => atLeast(p, 0) };

const judged = memo<Truth>(50_000);

function judge(d: Dim, question: Question): Truth {
  if (typeof d === 'number') return ofNumbers(d, question.holds);
  return judged(question.name + d.id, () => {
    const direct = question.direct(d);
    return direct === 'maybe' && !wavers(d, question) ? judgeCases(d, question) : direct;
  });
}

/** The answer without splitting into cases. */
export function judgeDirectly(d: Dim, question: Question): Truth {
  return typeof d === 'number' ? ofNumbers(d, question.holds) : question.direct(d);
}

function judgeCases(d: Poly, question: Question): Truth {
  const moduli = moduliOf(d);
  const cases = moduli.size === 0 ? undefined : casesOf(d, moduli);
  return cases === undefined ? 'maybe' : unanimous(cases.map((c) => judgeDirectly(c.dim, question)));
}

export function unanimous(truths: readonly Truth[]): Truth {
  const [first] = truths;
  return first !== undefined && truths.every((truth) => truth === first) ? first : 'maybe';
}

/** A few values that answer both ways settle a `maybe` long before every case is tried. */
function wavers(d: Poly, question: Question): boolean {
  const seen = new Set<boolean>();
  for (const step of [0, 1, 2, 3, 5, 8, 31, 97]) {
    const values = new Map(
      variablesOf(d).map((v, i) => {
        const base = Number.isFinite(v.min) ? v.min : 0;
        return [v.name, Math.min(v.max, base + step * (i + 1))];
      }),
    );
    const value = evaluate(d, values);
    if (value !== undefined) seen.add(question.holds(value));
  }
  return seen.size === 2;
}

function vanishes(p: Poly): Truth {
  const { min, max } = range(p);
  if (min > 0 || max < 0) return 'no';
  if (min === 0 && max === 0) return 'yes';
  const common = p.terms.reduce((g, t) => gcd(g, t.coefficient), 0);
  return p.constant % common === 0 ? 'maybe' : 'no';
}

function atLeast(p: Poly, bound: number): Truth {
  const { min, max } = range(p);
  return min >= bound ? 'yes' : max < bound ? 'no' : 'maybe';
}

/** What has no value proves nothing. */
function ofNumbers(n: number, holds: (n: number) => boolean): Truth {
  return Number.isNaN(n) ? 'maybe' : holds(n) ? 'yes' : 'no';
}
