/** Sizes that may hold symbols: arithmetic, comparison in three values, writing, reading, solving. */

export { displayUnder, simplifyUnder } from './assume';
export { divides, equal, exactQuotient, less, lessEqual, type Truth } from './compare';
export { type Dim, hasValue, isOne, isPoly, isZero, key, type Poly, type Variable } from './dim';
export { ceilDiv, floorDiv, mod } from './divide';
export { max, min } from './extremum';
export { type Factors, factorise } from './factor';
export { parse } from './parse';
export { add, mul, neg, pow, product, sub, variable } from './poly';
export { range } from './range';
export { display, python } from './render';
export {
  admits,
  combineResidues,
  conditions,
  describeResidues,
  equalUnder,
  type Residues,
  residues,
} from './residues';
export { type Constraint, type Solution, satisfies, solve } from './solver';
export { evaluate, substitute, variablesOf } from './substitute';
