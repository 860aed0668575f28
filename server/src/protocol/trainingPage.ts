/** Messages between the extension and the page of a training run: types only. */
import type { EngineReply, EngineRequest } from './pageEngine';
import type { Remedy, TrainingEvent, TrainingMode } from './training';

export type TrainingStatus = 'preparing' | 'running' | 'paused' | 'stopping' | 'ended';

/** What is shown of the run. */
export interface RunNews {
  readonly title: string;
  readonly mode: TrainingMode;
  /** Kept with the run; undefined: it is not written down yet. */
  readonly note: string | undefined;
  readonly status: TrainingStatus;
  /** What is being prepared, or what went wrong. */
  readonly text: string;
  /** Since the last message, or all of them. */
  readonly events: readonly TrainingEvent[];
  readonly fromStart: boolean;
  /** False: what computes it only writes, and can only be stopped. */
  readonly canPause: boolean;
  /** An earlier run can be gone on with. */
  readonly canResume: boolean;
}

export type ToTrainingPage = RunNews | { readonly kind: 'engine'; readonly request: EngineRequest };

export type TrainingPageAction =
  | 'pause'
  | 'continue'
  | 'stop'
  | 'resume'
  | 'again'
  | 'openRecipe'
  | 'openFolder'
  | 'showImages';

export type FromTrainingPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'action'; readonly action: TrainingPageAction }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'useRate'; readonly lr: number }
  | { readonly kind: 'engine'; readonly reply: EngineReply }
  | { readonly kind: 'remedy'; readonly remedy: Remedy };
