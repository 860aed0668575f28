/** What a refactoring sees, and what it offers. */
import type { RefactoringId } from '../config';
import type { Edit } from '../edit';
import type { Reading } from '../graph';
import type { ModuleTree, Span } from '../syntax';

export interface Context {
  readonly file: string;
  readonly text: string;
  readonly tree: ModuleTree;
  readonly reading: Reading;
  /** The cursor, or what is selected. */
  readonly selection: Span;
}

/**
 * What the network is afterwards for the offer to stand:
 * `added` all that ran before runs, and something more; outputs keep their sizes,
 * `same` outputs keep their sizes and the parameters their number,
 * `outputs` outputs keep their sizes,
 * `any` it is read without new errors.
 */
export type Pledge = 'added' | 'same' | 'outputs' | 'any';

export interface Offer {
  readonly id: RefactoringId;
  readonly title: string;
  /** In order of preference: the first whose result keeps the pledge is offered. */
  readonly candidates: readonly (readonly Edit[])[];
  readonly pledge: Pledge;
  /** Only in the palette: the light bulb has a likelier one of its kind. */
  readonly isExtra?: boolean;
  /** Sizes downstream follow: what the reader then reports and can repair is repaired. */
  readonly mends?: boolean;
}

export interface Refactoring {
  readonly id: RefactoringId;
  readonly offers: (context: Context) => readonly Offer[];
}
