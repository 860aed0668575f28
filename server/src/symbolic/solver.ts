/** Which values of the variables satisfy the constraints. */
import type { Dim, Variable } from './dim';
import { evaluate } from './substitute';

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

const preferred = [224, 32, 64, 256, 128, 299, 28];

/** `undefined` when no solution was found. */
export function solve(constraints: readonly Constraint[], variables: readonly Variable[]): Solution[] | undefined {
  const candidates = [...preferred, ...Array.from({ length: 512 }, (_, i) => i + 1)];
  const chosen = candidates.find((n) => satisfies(constraints, new Map(variables.map((v) => [v.name, n]))));
  if (chosen === undefined) return undefined;
  return variables.map((v) => ({ variable: v.name, min: v.min, max: v.max, chosen }));
}

/** Whether every constraint holds at these values. */
export function satisfies(constraints: readonly Constraint[], values: ReadonlyMap<string, number>): boolean {
  return constraints.every((constraint) => {
    const left = evaluate(constraint.left, values);
    const right = evaluate(constraint.right, values);
    return left !== undefined && right !== undefined && holds(constraint.relation, left, right);
  });
}

function holds(relation: Constraint['relation'], left: number, right: number): boolean {
  switch (relation) {
    case '==':
      return left === right;
    case '<=':
      return left <= right;
    case '<':
      return left < right;
    case 'divides':
      return left === 0 ? right === 0 : right % left === 0;
  }
}
