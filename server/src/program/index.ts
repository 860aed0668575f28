/** Programs as plain data, their meaning, their gradients, and what makes training steps of them. */
export { type Activation, activationsOf } from './activations';
export * from './attributes';
export { type Builder, createBuilder } from './builder';
export { type Dense, dense, elements } from './dense';
export { gradients, type ReluGradient } from './gradient';
export { written } from './infinite';
export type { TargetKind } from './loss';
export { corrections, type Slot, slotNames } from './optimiser';
export { mayOverwrite } from './overwrite';
export * from './program';
export { type Random, type RandomState, resumed, seeded } from './random';
export { evaluateProgram, type Runnable } from './reference';
export { atBatch, atSizes, symbolsOf } from './sizes';
export {
  type EvaluationProgram,
  evaluationStep,
  isTrained,
  type Segment,
  type StepProgram,
  segmentsOf,
  trainingStep,
  type Variant,
} from './step';
export { defaultOptions, type Objective, type Optimiser, PLAIN_SGD, type TrainingOptions } from './training';
