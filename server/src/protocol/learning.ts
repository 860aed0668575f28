/** What the diagram shows of a training run: types only. */
import type { LayersEvent, MeasuredActivation } from './training';

export interface RunLearning {
  /** The run's name. */
  readonly run: string;
  readonly parameters: readonly string[];
  readonly activations: readonly MeasuredActivation[];
  readonly steps: readonly LayersEvent[];
  readonly isLive: boolean;
}
