/**
 * Walking a size backwards: which values of its one variable give a value in an interval. Each step
 * is an equivalence, so the answer is exact:
 *
 *     c·a + k ∈ [lo, hi]   ⇔  a ∈ [⌈(lo−k)/c⌉, ⌊(hi−k)/c⌋]       for c > 0
 *     ⌊n/d⌋   ∈ [lo, hi]   ⇔  n ∈ [lo·d, hi·d + d − 1]
 *
 * For a window (kernel k, stride s, padding p) that is the familiar
 * `in ∈ [(lo−1)·s + k − 2p, (hi−1)·s + s − 1 + k − 2p]`.
 */
import type { Dim } from './dim';
import type { Interval } from './interval';

/** `undefined` for a size that is more than a chain of such steps. */
export function preimage(d: Dim, target: Interval): Interval | undefined {
  if (typeof d === 'number') return undefined;
  const [term, another] = d.terms;
  const [factor, second] = term?.monomial.factors ?? [];
  if (term === undefined || another !== undefined || second !== undefined || factor?.power !== 1) return undefined;
  const inside = ofMultiple(term.coefficient, d.constant, target);
  const { atom } = factor;
  if (atom.kind === 'variable') return inside;
  if (atom.kind !== 'floor' || typeof atom.denominator !== 'number') return undefined;
  const { denominator } = atom;
  return preimage(atom.numerator, { min: inside.min * denominator, max: inside.max * denominator + denominator - 1 });
}

/** An empty target stays empty: its ends must not be swapped back into order. */
function ofMultiple(coefficient: number, constant: number, target: Interval): Interval {
  const low = ((coefficient > 0 ? target.min : target.max) - constant) / coefficient;
  const high = ((coefficient > 0 ? target.max : target.min) - constant) / coefficient;
  return { min: Math.ceil(low) + 0, max: Math.floor(high) + 0 };
}
