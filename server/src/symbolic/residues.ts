/** For which remainders of a variable two sizes are equal. */
import type { Dim } from './dim';

/** `variable mod modulus` is one of `residues`. */
export interface Residues {
  readonly variable: string;
  readonly modulus: number;
  readonly residues: readonly number[];
}

/** `undefined` when equality does not depend on the remainder of one variable alone. */
export function residues(_a: Dim, _b: Dim): Residues | undefined {
  return undefined;
}
