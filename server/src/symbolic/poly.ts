/** Polynomial arithmetic in canonical form: sum, product, power. Division is in `divide.ts`. */
import type { Atom, Dim, Factor, Monomial, Poly, Term } from './dim';
import { memo } from './memo';

/**
 * A loop such as `x = x*x//3` doubles a size at every turn. Beyond these limits, which no real shape
 * comes near, a size has no value (`NaN`) instead of eating the memory.
 */
const termLimit = 1000;
const textLimit = 20_000;

const interned = memo<Poly>(50_000);
const products = memo<{ readonly value: Dim }>(20_000);

/** A symbol; a size is at least 1 unless `min` says otherwise. */
export function variable(name: string, min = 1, max = Number.POSITIVE_INFINITY): Dim {
  if (min === max) return min;
  const key = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? name : JSON.stringify(name);
  const id = min === 1 && max === Number.POSITIVE_INFINITY ? key : `${key}[${min},${max}]`;
  return ofAtom({ kind: 'variable', name, min, max, key, id, depth: 0 });
}

export function add(a: Dim, b: Dim): Dim {
  if (typeof a === 'number') {
    if (typeof b === 'number') return a + b;
    return a === 0 ? b : build(b.terms, b.constant + a);
  }
  if (typeof b === 'number') return b === 0 ? a : build(a.terms, a.constant + b);
  return build(mergeTerms(a.terms, b.terms), a.constant + b.constant);
}

export function sub(a: Dim, b: Dim): Dim {
  return typeof a === 'number' && typeof b === 'number' ? a - b : add(a, neg(b));
}

export function neg(a: Dim): Dim {
  return typeof a === 'number' ? 0 - a : scale(a, -1);
}

export function mul(a: Dim, b: Dim): Dim {
  // `+ 0` turns `-0` into `0`, which tests and maps would tell apart.
  if (typeof a === 'number') return typeof b === 'number' ? a * b + 0 : scale(b, a);
  if (typeof b === 'number') return scale(a, b);
  return products(`${a.id}|${b.id}`, () => ({ value: multiply(a, b) })).value;
}

/** `a` to a whole power; a negative or broken exponent has no integer value. */
export function pow(a: Dim, n: number): Dim {
  if (typeof a === 'number') return n < 0 ? Number.NaN : a ** n;
  if (!Number.isInteger(n) || n < 0) return Number.NaN;
  let result: Dim = 1;
  for (let i = 0; i < n; i++) result = mul(result, a);
  return result;
}

export function product(dims: readonly Dim[]): Dim {
  let result: Dim = 1;
  for (const d of dims) result = mul(result, d);
  return result;
}

/** The size that is this one atom. */
export function ofAtom(atom: Atom): Dim {
  return build([{ coefficient: 1, monomial: monomialOf([{ atom, power: 1 }]) }], 0);
}

/** A sum of terms that are sorted already and have no zero coefficients. */
export function build(terms: readonly Term[], constant: number): Dim {
  if (terms.length === 0) return constant + 0;
  if (!Number.isFinite(constant) || terms.some((t) => !Number.isFinite(t.coefficient))) return Number.NaN;
  if (terms.length > termLimit) return Number.NaN;
  const id = identityOf(terms, constant, (m) => m.id);
  if (id.length > textLimit) return Number.NaN;
  return interned(id, () => ({
    kind: 'poly',
    terms,
    constant: constant + 0,
    key: identityOf(terms, constant, (m) => m.key),
    id,
  }));
}

/** A sum of terms in any order, with repeats. */
export function collect(terms: Iterable<Term>, constant: number): Dim {
  const sums = new Map<string, Term>();
  for (const term of terms) {
    const known = sums.get(term.monomial.key);
    const coefficient = term.coefficient + (known?.coefficient ?? 0);
    sums.set(term.monomial.key, { coefficient, monomial: known?.monomial ?? term.monomial });
  }
  const kept = [...sums.values()].filter((term) => term.coefficient !== 0);
  return build(
    kept.sort((s, t) => compareKeys(s.monomial, t.monomial)),
    constant,
  );
}

/** The monomial of factors in any order, with repeats. */
export function monomialOf(factors: readonly Factor[]): Monomial {
  const powers = new Map<string, Factor>();
  for (const factor of factors) {
    const power = factor.power + (powers.get(factor.atom.key)?.power ?? 0);
    powers.set(factor.atom.key, { atom: factor.atom, power });
  }
  const sorted = [...powers.values()].filter((f) => f.power !== 0).sort((f, g) => compareKeys(f.atom, g.atom));
  const name = (part: 'key' | 'id') =>
    sorted.map((f) => (f.power === 1 ? f.atom[part] : `${f.atom[part]}^${f.power}`)).join('*');
  return { factors: sorted, degree: sorted.reduce((sum, f) => sum + f.power, 0), key: name('key'), id: name('id') };
}

export function compareKeys(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** The terms without the constant, as a size. */
export function termOf(term: Term): Dim {
  return build([term], 0);
}

function scale(a: Poly, by: number): Dim {
  if (by === 0) return 0;
  if (by === 1) return a;
  return build(
    a.terms.map((t) => ({ coefficient: t.coefficient * by, monomial: t.monomial })),
    a.constant * by,
  );
}

function multiply(a: Poly, b: Poly): Dim {
  if (a.terms.length * b.terms.length > 4 * termLimit) return Number.NaN;
  const terms: Term[] = [];
  for (const s of a.terms) {
    for (const t of b.terms) {
      const monomial = monomialOf([...s.monomial.factors, ...t.monomial.factors]);
      terms.push({ coefficient: s.coefficient * t.coefficient, monomial });
    }
    if (b.constant !== 0) terms.push({ coefficient: s.coefficient * b.constant, monomial: s.monomial });
  }
  if (a.constant !== 0)
    for (const t of b.terms) terms.push({ coefficient: t.coefficient * a.constant, monomial: t.monomial });
  return collect(terms, a.constant * b.constant);
}

/** Both lists are sorted, so one walk adds them. */
function mergeTerms(left: readonly Term[], right: readonly Term[]): Term[] {
  const merged: Term[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const s = left[i];
    const t = right[j];
    if (s === undefined) return [...merged, ...right.slice(j)];
    if (t === undefined) return [...merged, ...left.slice(i)];
    const order = compareKeys(s.monomial, t.monomial);
    if (order <= 0) i++;
    if (order >= 0) j++;
    if (order !== 0) {
      merged.push(order < 0 ? s : t);
    } else if (s.coefficient + t.coefficient !== 0) {
      merged.push({ coefficient: s.coefficient + t.coefficient, monomial: s.monomial });
    }
  }
}

function identityOf(terms: readonly Term[], constant: number, name: (monomial: Monomial) => string): string {
  let text = '';
  for (const { coefficient, monomial } of terms) {
    text += `${text === '' ? '' : '+'}${coefficient === 1 ? '' : `${coefficient}*`}${name(monomial)}`;
  }
  return constant === 0 ? text : `${text}+${constant}`;
}
