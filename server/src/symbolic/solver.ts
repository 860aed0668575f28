/** Which values of the variables satisfy the constraints. */
import type { Dim, Variable } from './dim';
import { mod } from './divide';
import { choose, type Domain, type Fact, holds } from './domain';
import { sub } from './poly';
import { assignment, knownDomain, substituted, type Values, withoutNonzero } from './search';

export interface Constraint {
  readonly left: Dim;
  readonly right: Dim;
  /** `divides`: `left` divides `right`. */
  readonly relation: '==' | '<=' | '<' | 'divides';
}

/** `min` to `max` are the values this variable may take while the others keep their chosen ones. */
export interface Solution {
  readonly variable: string;
  readonly min: number;
  readonly max: number;
  readonly modulus?: { readonly m: number; readonly r: number };
  readonly chosen: number;
}

/** `undefined` when no solution was found. */
export function solve(constraints: readonly Constraint[], variables: readonly Variable[]): Solution[] | undefined {
  const facts = constraints.map(factOf);
  const found = assignment(facts, variables);
  if (found === undefined) return undefined;
  // The search prefers squares; within what it found, usual sizes are preferred.
  const chosen = new Map(found);
  const square = new Set(found.values()).size === 1;
  if (!square) for (const v of variables) chosen.set(v.name, chosenAgain(facts, v, chosen));
  return variables.map((v) => solutionOf(facts, v, chosen));
}

/** Whether every constraint holds at these values. */
export function satisfies(constraints: readonly Constraint[], values: Values): boolean {
  return constraints.every((constraint) => holds(rawFactOf(constraint), values));
}

function factOf(constraint: Constraint): Fact {
  const fact = rawFactOf(constraint);
  return fact.says === 'zero' ? { dim: withoutNonzero(fact.dim), says: 'zero' } : fact;
}

function rawFactOf({ left, right, relation }: Constraint): Fact {
  switch (relation) {
    case '==':
      return { dim: sub(left, right), says: 'zero' };
    case '<=':
      return { dim: sub(right, left), says: 'natural' };
    case '<':
      return { dim: sub(sub(right, left), 1), says: 'natural' };
    case 'divides':
      return { dim: left === 0 ? right : mod(right, left), says: 'zero' };
  }
}

function chosenAgain(facts: readonly Fact[], v: Variable, chosen: Values): number {
  const domain = domainBeside(facts, v, chosen);
  return domain === undefined ? (chosen.get(v.name) ?? v.min) : choose(domain);
}

function solutionOf(facts: readonly Fact[], v: Variable, chosen: Values): Solution {
  const value = chosen.get(v.name) ?? v.min;
  const domain = domainBeside(facts, v, chosen);
  if (domain?.contains(value) !== true) return { variable: v.name, min: value, max: value, chosen: value };
  const { min, max, modulus } = domain;
  return { variable: v.name, min, max, ...(modulus === undefined ? {} : { modulus }), chosen: value };
}

/** What the variable may be while the others keep their values. */
function domainBeside(facts: readonly Fact[], v: Variable, chosen: Values): Domain | undefined {
  return knownDomain(substituted(facts, new Map([...chosen].filter(([name]) => name !== v.name))), v);
}
