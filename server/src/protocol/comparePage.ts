/** Messages between the extension and the page that compares training runs: types only. */
import type { EndEvent, EpochEvent, StartEvent } from './training';

export interface ComparedRun {
  readonly name: string;
  readonly note: string | undefined;
  /** The expression that builds it. */
  readonly model: string;
  readonly start: StartEvent | undefined;
  readonly epochs: readonly EpochEvent[];
  readonly end: EndEvent | undefined;
  /** Why there can be no landscape of it: its weights are not there. */
  readonly hindrance: string | undefined;
}

/**
 * The validation loss around the best weights w of a run, along two random directions d₁ and d₂ whose filters are as
 * long as those of the weights: loss(w + a·d₁ + b·d₂). Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets".
 */
export interface Landscape {
  /** Values of a and of b. */
  readonly steps: readonly number[];
  /** By b, then a; null: not measured yet, or not a number. */
  readonly rows: readonly (readonly (number | null)[] | null)[];
  readonly images: number;
}

export type ToComparePage =
  | {
      readonly kind: 'runs';
      readonly runs: readonly ComparedRun[];
      readonly differences: readonly { readonly path: string; readonly values: readonly string[] }[];
    }
  | { readonly kind: 'landscape'; readonly run: string; readonly landscape: Landscape }
  /** What is being done, or what went wrong. */
  | { readonly kind: 'measuring'; readonly text: string; readonly isRunning: boolean };

export type FromComparePage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'landscape' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'openRun'; readonly run: string };
