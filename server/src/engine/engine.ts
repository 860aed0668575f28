/** What trains a program. Every engine keeps this contract; the training loop knows no other. */
import type { Program, TrainingOptions } from '../program';
import type { Recipe } from '../recipe';

/** A recipe may name every engine that there is, and no other. */
export type EngineName = Exclude<Recipe['engine'], 'auto'>;

export interface Tensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}
/** By name in `state_dict()`. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** One model, read once in each mode: the same parameters and buffers under the same names. */
export interface Model {
  readonly train: Program;
  readonly evaluate: Program;
}

export interface PrepareOptions extends TrainingOptions {
  /** 0: the engine's choice. */
  readonly threads: number;
  /** Use only what every machine has: the way an engine takes where its self-test fails. */
  readonly plain: boolean;
}

export interface Batch {
  readonly size: number;
  /** One for each input of the program, row-major: `[size, …]`. Whole-number inputs hold whole numbers. */
  readonly inputs: readonly Float32Array[];
  /** Int32Array: class indices. Float32Array: as the output is shaped (probabilities, images). */
  readonly targets: Int32Array | Float32Array;
}

export interface StepControl {
  readonly lr: number;
  /** One for each of the program's draws (dropout masks); see `drawAll`. */
  readonly draws: readonly Float32Array[];
  /** Also norms per parameter; costs a little. */
  readonly norms?: boolean;
}

export interface StepMetrics {
  /** Of the objective without penalties: the mean over the batch. */
  readonly loss: number;
  /** λΣ|w| + λΣw² before the step. */
  readonly penalty: number;
  /** How many of the batch's (pixels') largest outputs are the target; NaN without classes. */
  readonly correct: number;
  /** L2 norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** Where asked for: by parameter name. `update`: norm of the step, `weight`: norm before it. */
  readonly layers: ReadonlyMap<string, LayerNorms>;
  /** Where asked for: two shares for each of the program's activations, in their order. */
  readonly activations: readonly ActivationShares[];
}

/** From 0 to 1. */
export interface ActivationShares {
  /** Of channels that gave nothing, or were full, for the whole batch. */
  readonly dead: number;
  /** Of all numbers. */
  readonly idle: number;
}

export interface LayerNorms {
  readonly gradient: number;
  readonly update: number;
  readonly weight: number;
}

export interface Evaluation {
  readonly loss: number;
  readonly correct: number;
  /** The program's first output. */
  readonly output: Tensor;
}

export interface Trainer {
  /** One step of training; numbers are those before the update. Calls do not overlap. */
  step(batch: Batch, control: StepControl): Promise<StepMetrics>;
  /** Loss in evaluation mode; nothing changes. */
  evaluate(batch: Batch): Promise<Evaluation>;
  /** All outputs in evaluation mode. */
  predict(inputs: readonly Float32Array[], size: number): Promise<readonly Tensor[]>;
  parameters(): Promise<Tensors>;
  setParameters(values: Tensors): Promise<void>;
  buffers(): Promise<Tensors>;
  setBuffers(values: Tensors): Promise<void>;
  /** By slot and parameter: `momentum/conv.weight`, `exp_avg/…`; `step` is a scalar. */
  optimiserState(): Promise<Tensors>;
  setOptimiserState(values: Tensors): Promise<void>;
  dispose(): Promise<void>;
}

export interface Capabilities {
  readonly name: EngineName;
  /** For people: "onnxruntime on the CPU, 2 threads, convolutions in blocks of 16". */
  readonly description: string;
  readonly device: 'cpu' | 'gpu';
  /** A graphics card that the processor plays. */
  readonly isSoftware?: boolean;
}

export interface Engine {
  /** Undefined: it runs here. Else why not, in a sentence. */
  unavailable(): Promise<string | undefined>;
  /** `plain`: with standard operations only. */
  capabilities(plain?: boolean): Promise<Capabilities>;
  /** Recompiles by itself for each batch size that it meets. Throws an Error that names what the engine lacks. */
  prepare(model: Model, options: PrepareOptions): Promise<Trainer>;
}
