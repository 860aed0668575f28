/**
 * Integer sizes that may hold symbols: `number | Poly`. A `Poly` is a polynomial with integer
 * coefficients over atoms: variables, `⌊a/b⌋`, `min` and `max`. The canonical form makes equal sizes
 * structurally equal wherever that is cheap to decide; `compare.ts` decides more.
 *
 * Limits: coefficients are doubles, exact up to 2^53. What has no value (a division by the number
 * zero, a size too large to follow) is `NaN`, which every operation passes on; ask `hasValue`.
 */
export type Dim = number | Poly;

/** A symbol. Two variables of one name are the same variable; give one name one pair of bounds. */
export interface Variable {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/**
 * Opaque to other rooms; made only by the functions of this room. Plain data, so it survives a
 * structured clone; never compared by identity.
 */
export interface Poly {
  readonly kind: 'poly';
  /** Sorted by the monomial's key; no zero coefficients; never empty. */
  readonly terms: readonly Term[];
  readonly constant: number;
  /** Equal keys mean equal sizes. */
  readonly key: string;
  /** The key plus the bounds of its variables: what a memo must tell apart. */
  readonly id: string;
}

export interface Term {
  readonly coefficient: number;
  readonly monomial: Monomial;
}

export interface Monomial {
  /** Sorted by the atom's key; never empty. */
  readonly factors: readonly Factor[];
  readonly degree: number;
  readonly key: string;
  readonly id: string;
}

export interface Factor {
  readonly atom: Atom;
  readonly power: number;
}

export type Atom = VariableAtom | FloorAtom | ExtremumAtom;

interface AtomBase {
  readonly key: string;
  readonly id: string;
  /** How many floors and extrema are nested, so that relaxations can begin at the outermost. */
  readonly depth: number;
}

export interface VariableAtom extends AtomBase, Variable {
  readonly kind: 'variable';
}

export interface FloorAtom extends AtomBase {
  readonly kind: 'floor';
  readonly numerator: Dim;
  readonly denominator: Dim;
}

export interface ExtremumAtom extends AtomBase {
  readonly kind: 'min' | 'max';
  /** Sorted by key; at least two. */
  readonly operands: readonly Dim[];
}

export function isPoly(d: Dim): d is Poly {
  return typeof d !== 'number';
}

/** A canonical key: equal keys are a proof of equality (different keys prove nothing). */
export function key(d: Dim): string {
  return typeof d === 'number' ? String(d) : d.key;
}

/** As `key`, but telling apart variables of one name and different bounds. */
export function identity(d: Dim): string {
  return typeof d === 'number' ? String(d) : d.id;
}

/** Whether the arithmetic went through; if not, the size is unknown. */
export function hasValue(d: Dim): boolean {
  return !Number.isNaN(d);
}

export function isZero(d: Dim): boolean {
  return d === 0;
}

export function isOne(d: Dim): boolean {
  return d === 1;
}

export function depthOf(d: Dim): number {
  if (typeof d === 'number') return 0;
  let depth = 0;
  for (const atom of atomsOf(d)) depth = Math.max(depth, atom.depth);
  return depth;
}

/** The atoms at the top level, each occurrence once per monomial. */
export function* atomsOf(p: Poly): Generator<Atom> {
  for (const term of p.terms) for (const factor of term.monomial.factors) yield factor.atom;
}
