/** Sizes that may hold symbols: arithmetic, comparison in three values, writing, reading, solving. */
export { type Dim, isOne, isPoly, isZero, key, type Poly, type Variable } from './dim';
export { add, mul, neg, pow, product, sub, variable } from './poly';
export { ceilDiv, floorDiv, mod } from './divide';
export { max, min } from './extremum';
export { range } from './range';
export { divides, equal, exactQuotient, less, lessEqual, type Truth } from './compare';
export { type Residues, residues } from './residues';
export { evaluate, substitute, variablesOf } from './substitute';
export { display, python } from './render';
export { parse } from './parse';
export { type Constraint, type Solution, satisfies, solve } from './solver';
