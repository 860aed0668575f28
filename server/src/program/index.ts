/** Programs as plain data, their meaning, their gradients, and what makes training steps of them. */
export * from './attributes';
export * from './program';
export { type Random, type RandomState, resumed, seeded } from './random';
export { defaultOptions, type Objective, type Optimiser, PLAIN_SGD, type TrainingOptions } from './training';
