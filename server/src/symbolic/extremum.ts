/** `min` and `max`. */
import { type Dim, depthOf, identity, key } from './dim';
import { gcd } from './integer';
import { add, mul, ofAtom, sub } from './poly';
import { dividesAsPoly } from './quotient';
import { range } from './range';

type Kind = 'min' | 'max';

export function min(a: Dim, b: Dim): Dim {
  return typeof a === 'number' && typeof b === 'number' ? Math.min(a, b) : extremum('min', [a, b]);
}

export function max(a: Dim, b: Dim): Dim {
  return typeof a === 'number' && typeof b === 'number' ? Math.max(a, b) : extremum('max', [a, b]);
}

/** Of any number of sizes, at least one. */
export function extremum(kind: Kind, operands: readonly Dim[]): Dim {
  const kept = undominated(
    kind,
    operands.flatMap((d) => flatten(kind, d)),
  );
  const [only, another] = kept;
  if (only === undefined || kept.some((d) => Number.isNaN(d))) return Number.NaN;
  if (another === undefined) return only;
  // What every operand has in common comes out: min(2·H+2, 2·W+2) = 2·min(H, W)+2.
  const offset = kept.some((d) => typeof d === 'number') ? 0 : Math.min(...kept.map(constantOf));
  const shifted = kept.map((d) => sub(d, offset));
  const common = shifted.reduce<number>((g, d) => gcd(g, contentOf(d)), 0);
  const inner = shifted.map((d) => dividesAsPoly(d, common) ?? d);
  return add(mul(atomOf(kind, inner), common), offset);
}

/** A maximum of `c·max(a, b)+k` is one of `c·a+k` and `c·b+k`; with a negative c, that of a minimum is. */
function flatten(kind: Kind, d: Dim): readonly Dim[] {
  if (typeof d === 'number') return [d];
  const [term, another] = d.terms;
  const [factor, second] = term?.monomial.factors ?? [];
  if (term === undefined || another !== undefined || second !== undefined || factor?.power !== 1) return [d];
  const { atom } = factor;
  if (atom.kind !== (term.coefficient > 0 ? kind : opposite[kind])) return [d];
  return atom.operands.map((operand) => add(mul(term.coefficient, operand), d.constant));
}

const opposite = { min: 'max', max: 'min' } as const;

/** Drops every operand that another one is proved to beat. */
function undominated(kind: Kind, operands: readonly Dim[]): Dim[] {
  const kept: Dim[] = [];
  for (const candidate of operands) {
    if (kept.some((other) => beats(kind, other, candidate))) continue;
    kept.splice(0, kept.length, ...kept.filter((other) => !beats(kind, candidate, other)), candidate);
  }
  return kept;
}

function beats(kind: Kind, winner: Dim, loser: Dim): boolean {
  return range(kind === 'min' ? sub(loser, winner) : sub(winner, loser)).min >= 0;
}

function atomOf(kind: Kind, operands: readonly Dim[]): Dim {
  const sorted = [...operands].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const depth = 1 + Math.max(...sorted.map(depthOf));
  const named = (name: (d: Dim) => string) => `${kind}(${sorted.map(name).join(',')})`;
  return ofAtom({ kind, operands: sorted, key: named(key), id: named(identity), depth });
}

function constantOf(d: Dim): number {
  return typeof d === 'number' ? d : d.constant;
}

function contentOf(d: Dim): number {
  return typeof d === 'number' ? d : d.terms.reduce((g, t) => gcd(g, t.coefficient), d.constant);
}
