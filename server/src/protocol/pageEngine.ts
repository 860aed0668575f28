/**
 * What the training process asks of an engine that computes in the tab of a run, and what that answers. The editor's
 * side only hands both on. Numbers lie in typed arrays, since a part of the way is JSON, which knows no NaN.
 */
import type { Program, TrainingOptions } from '../program';

export interface SentTensor {
  /** In `state_dict()`, or `momentum/conv.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export interface SentBatch {
  readonly size: number;
  readonly inputs: readonly Float32Array[];
  readonly targets: Int32Array | Float32Array;
}
export interface SentModel {
  readonly train: Program;
  readonly evaluate: Program;
}
export interface SentOptions extends TrainingOptions {
  readonly threads: number;
  readonly plain: boolean;
}
export type Kept = 'parameters' | 'buffers' | 'optimiserState';

/** A `trainer` is named by whoever prepares it. */
export type EngineQuestion =
  /** Which graphics card the page has. Loads nothing. */
  | { readonly ask: 'card' }
  | { readonly ask: 'prepare'; readonly trainer: number; readonly model: SentModel; readonly options: SentOptions }
  | {
      readonly ask: 'step';
      readonly trainer: number;
      readonly batch: SentBatch;
      readonly lr: number;
      readonly draws: readonly Float32Array[];
      readonly norms: boolean;
    }
  | { readonly ask: 'evaluate'; readonly trainer: number; readonly batch: SentBatch }
  | {
      readonly ask: 'predict';
      readonly trainer: number;
      readonly inputs: readonly Float32Array[];
      readonly size: number;
    }
  | { readonly ask: 'get'; readonly trainer: number; readonly what: Kept }
  | { readonly ask: 'set'; readonly trainer: number; readonly what: Kept; readonly tensors: readonly SentTensor[] }
  | { readonly ask: 'dispose'; readonly trainer: number }
  /** Nobody trains any more: all memory is given back. */
  | { readonly ask: 'close' };

/** `away`: the page is not there any more; `other`: an error of the program. */
export type EngineFault = 'lost' | 'memory' | 'invalid' | 'away' | 'other';

export type EngineAnswer =
  | { readonly answer: 'card'; readonly description: string; readonly isSoftware: boolean }
  /** Why it has no card, in a sentence without its point. */
  | { readonly answer: 'none'; readonly reason: string }
  | {
      readonly answer: 'metrics';
      /** Loss, penalty, right ones, norm of the gradient. */
      readonly numbers: Float64Array;
      /** Where asked for: names, and for each gradient, update and weight. */
      readonly layers: readonly string[];
      readonly norms: Float64Array;
      /** Dead and idle, for each activation. */
      readonly shares: Float64Array;
    }
  /** Loss, right ones. */
  | { readonly answer: 'evaluation'; readonly numbers: Float64Array; readonly output: SentTensor }
  | { readonly answer: 'tensors'; readonly tensors: readonly SentTensor[] }
  | { readonly answer: 'done' }
  | { readonly answer: 'fault'; readonly fault: EngineFault; readonly detail: string };

/** An id is answered once. */
export interface EngineRequest {
  readonly id: string;
  readonly question: EngineQuestion;
}
export interface EngineReply {
  readonly id: string;
  readonly answer: EngineAnswer;
}
