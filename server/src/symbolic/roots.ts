/** Whole roots of a polynomial in one atom. */
import type { Atom, Poly } from './dim';

/** A constant with more divisors than this many tries is left alone. */
const rootLimit = 4096;

/** The whole numbers `r` for which `p` has the factor `atom − r`; none if `p` holds other atoms. */
export function wholeRoots(p: Poly, atom: Atom): number[] {
  if (p.constant === 0 || Math.abs(p.constant) > rootLimit ** 2) return [];
  const powers: { coefficient: number; power: number }[] = [];
  for (const { coefficient, monomial } of p.terms) {
    const [factor, another] = monomial.factors;
    if (factor === undefined || another !== undefined || factor.atom.key !== atom.key) return [];
    powers.push({ coefficient, power: factor.power });
  }
  const valueAt = (n: number) => powers.reduce((sum, t) => sum + t.coefficient * n ** t.power, p.constant);
  return divisors(Math.abs(p.constant)).flatMap((n) => [n, -n].filter((root) => valueAt(root) === 0));
}

/** In ascending order, up to the limit: roots of sizes are small. */
function divisors(n: number): number[] {
  const found: number[] = [];
  for (let i = 1; i <= Math.min(n, rootLimit); i++) if (n % i === 0) found.push(i);
  return found;
}
