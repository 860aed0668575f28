/** What is asked of the thread that makes batches, and what it answers. */
import type { Recipe } from '../../recipe';
import type { LabelledBatch } from '../loop/batches';
import type { Normalisation } from '../loop/normalise';

/** Given to it when it starts. */
export interface SupplyOrder {
  readonly recipe: Recipe;
  /** That of the recipe. */
  readonly folder: string;
  /** How many scores the model gives. */
  readonly outputs: number;
}

export type Wanted =
  | { readonly kind: 'normalisation' }
  | { readonly kind: 'training'; readonly epoch: number; readonly index: number }
  | { readonly kind: 'validation'; readonly index: number };

export interface Question {
  readonly id: number;
  readonly wanted: Wanted;
}

export type Answer =
  | { readonly id: number; readonly kind: 'normalisation'; readonly normalisation: Normalisation }
  | { readonly id: number; readonly kind: 'batch'; readonly batch: LabelledBatch }
  /** What a person can put right. */
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
