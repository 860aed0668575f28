/** Reading the variables of a size, and putting values or other sizes in their place. */
import { type Atom, atomsOf, type Dim, type Variable } from './dim';
import { floorDiv } from './divide';
import { extremum } from './extremum';
import { floorOf } from './integer';
import { add, mul, ofAtom, pow } from './poly';

/** The size at these values; `undefined` when a variable has none, or a divisor is zero. */
export function evaluate(d: Dim, values: ReadonlyMap<string, number>): number | undefined {
  const value = numberOf(d, values);
  return Number.isNaN(value) ? undefined : value;
}

/** All at once: what is put in is not looked at again, so `H → 2·H` is fine. */
export function substitute(d: Dim, values: ReadonlyMap<string, Dim>): Dim {
  if (typeof d === 'number' || values.size === 0) return d;
  let sum: Dim = d.constant;
  for (const { coefficient, monomial } of d.terms) {
    let part: Dim = coefficient;
    for (const { atom, power } of monomial.factors) part = mul(part, pow(substituteAtom(atom, values), power));
    sum = add(sum, part);
  }
  return sum;
}

/** Every variable, at any depth, sorted by name. */
export function variablesOf(d: Dim): readonly Variable[] {
  const found = new Map<string, Variable>();
  collectVariables(d, found);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function numberOf(d: Dim, values: ReadonlyMap<string, number>): number {
  if (typeof d === 'number') return d;
  let sum = d.constant;
  for (const { coefficient, monomial } of d.terms) {
    let part = coefficient;
    for (const { atom, power } of monomial.factors)
      part *= power === 1 ? valueOfAtom(atom, values) : valueOfAtom(atom, values) ** power;
    sum += part;
  }
  return sum + 0;
}

function valueOfAtom(atom: Atom, values: ReadonlyMap<string, number>): number {
  switch (atom.kind) {
    case 'variable':
      return values.get(atom.name) ?? Number.NaN;
    case 'floor':
      return floorOf(numberOf(atom.numerator, values), numberOf(atom.denominator, values));
    case 'min':
      return Math.min(...atom.operands.map((d) => numberOf(d, values)));
    case 'max':
      return Math.max(...atom.operands.map((d) => numberOf(d, values)));
  }
}

function substituteAtom(atom: Atom, values: ReadonlyMap<string, Dim>): Dim {
  switch (atom.kind) {
    case 'variable':
      return values.get(atom.name) ?? ofAtom(atom);
    case 'floor':
      return floorDiv(substitute(atom.numerator, values), substitute(atom.denominator, values));
    case 'min':
    case 'max':
      return extremum(
        atom.kind,
        atom.operands.map((d) => substitute(d, values)),
      );
  }
}

function collectVariables(d: Dim, found: Map<string, Variable>): void {
  if (typeof d === 'number') return;
  for (const atom of atomsOf(d)) {
    if (atom.kind === 'variable') found.set(atom.name, { name: atom.name, min: atom.min, max: atom.max });
    else if (atom.kind === 'floor')
      for (const part of [atom.numerator, atom.denominator]) collectVariables(part, found);
    else for (const operand of atom.operands) collectVariables(operand, found);
  }
}
