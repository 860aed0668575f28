import type { Family } from '../diagram';

/** What the declarations and the receptive fields say; given by whoever knows them. */
export interface Vocabulary {
  readonly familyOf: (op: string) => Family;
  /** Largest receptive field of this op's result in input pixels; undefined: not known, or everything. */
  readonly fieldOf: (node: number) => number | undefined;
}
