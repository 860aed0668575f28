/** Memory against batch size, and two networks side by side: types only. */
import type { ComparedLine, ComparedTotal } from '../draw';

/** Bytes while training: `fixed + perSample · batch`. */
export interface TrainingMemory {
  /** Weights, gradients, optimiser state and buffers. */
  readonly fixed: number;
  /** What autograd keeps for one sample. */
  readonly perSample: number;
  /** Of the input that was read. */
  readonly batch: number | undefined;
  readonly exact: boolean;
}

export interface Comparison {
  readonly before: string;
  readonly after: string;
  readonly totals: readonly ComparedTotal[];
  readonly lines: readonly ComparedLine[];
}

export interface CostRequests {
  /** null: sizes are open, so there is no number. */
  'convscope/memory': {
    params: { readonly uri: string; readonly model: string };
    result: TrainingMemory | null;
  };
  'convscope/compare': {
    params: {
      readonly uri: string;
      /** What it is now. */
      readonly model: string;
      /** What it is held against: another model of the file, or the same one in another text of the file. */
      readonly before:
        | { readonly kind: 'model'; readonly model: string }
        | { readonly kind: 'text'; readonly text: string; readonly title: string };
    };
    /** null: one of them cannot be read. */
    result: Comparison | null;
  };
}
