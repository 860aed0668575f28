/** Taking one atom out of a polynomial. */
import type { Atom, Dim, Poly, Term } from './dim';
import { atomsOf } from './dim';
import { add, collect, monomialOf, mul } from './poly';
import { powerIn } from './quotient';

/** `p = slope·atom + rest`, neither of which holds the atom at the top level; `undefined` for a higher power. */
export function splitLinear(p: Poly, atom: Atom): { slope: Dim; rest: Dim } | undefined {
  const rest: Term[] = [];
  const slope: Term[] = [];
  let constant = 0;
  for (const term of p.terms) {
    const power = powerIn(term.monomial, atom.key);
    if (power > 1) return undefined;
    if (power === 0) rest.push(term);
    else if (term.monomial.degree === 1) constant = term.coefficient;
    else slope.push({ coefficient: term.coefficient, monomial: without(term, atom) });
  }
  return { slope: collect(slope, constant), rest: collect(rest, p.constant) };
}

/** `p` with `slope·atom + rest` read back as `slope·value + rest`. */
export function replaceLinear(parts: { slope: Dim; rest: Dim }, value: Dim): Dim {
  return add(mul(parts.slope, value), parts.rest);
}

/** The distinct atoms at the top level, the most deeply nested first. */
export function outermost(p: Poly): Atom[] {
  const atoms = new Map<string, Atom>();
  for (const atom of atomsOf(p)) atoms.set(atom.key, atom);
  return [...atoms.values()].sort((a, b) => b.depth - a.depth || (a.key < b.key ? -1 : 1));
}

function without({ monomial }: Term, atom: Atom): Term['monomial'] {
  return monomialOf(monomial.factors.filter((f) => f.atom.key !== atom.key));
}
