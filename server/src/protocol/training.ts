/**
 * What a training run tells: the same events on the command line (`--format json`), in `metrics.jsonl` of the run and
 * in the panel. Losses and accuracies are means over images; accuracies from 0 to 1; times in seconds.
 */
import type { Program } from '../program';
import type { Recipe } from '../recipe';
import type { Landscape } from './comparePage';
import type { TrainingImages } from './imagesPage';
import type { EngineReply, EngineRequest } from './pageEngine';

export interface Score {
  readonly loss: number;
  /** Share of images (of pixels, for masks) that are right; not a number for numbers (null in a file). */
  readonly accuracy: number;
  /** For masks: intersection over union, the mean over the classes that occur. */
  readonly iou?: number;
}

export interface StartEvent {
  readonly event: 'start';
  readonly run: string;
  /** Of the run. */
  readonly folder: string;
  readonly model: string;
  readonly engine: string;
  readonly device: 'cpu' | 'gpu';
  readonly data: string;
  readonly train_images: number;
  readonly validation_images: number;
  /** "360 test images" */
  readonly validation_text: string;
  readonly classes: readonly string[];
  readonly epochs: number;
  readonly steps_per_epoch: number;
  readonly parameters: number;
  /** Names of the trained parameters, in the model's order: rows of `layers` events. */
  readonly layers: readonly string[];
  /** What `dead` and `idle` of `layers` events are of; absent in runs of before they were measured. */
  readonly activations?: readonly MeasuredActivation[];
  /** Epochs that were done before, where the run is continued. */
  readonly resumed_after: number;
}

export interface StepEvent {
  readonly event: 'step';
  /** From 1. */
  readonly epoch: number;
  /** Steps done, over all epochs. */
  readonly step: number;
  /** Over the steps since the last such event. */
  readonly loss: number;
  readonly accuracy: number;
  readonly lr: number;
  readonly images_per_second: number;
  readonly seconds_left: number;
  readonly gradient_norm: number;
  /** Of the training process. */
  readonly memory_bytes: number;
}

/** A ReLU, sigmoid or tanh of the model. */
export interface MeasuredActivation {
  /** Of its module, or of the one around the call of a function. */
  readonly name: string;
  /** `ReLU`, `relu`. */
  readonly label: string;
  /** Which one, among those of the same name and label. */
  readonly nth: number;
  readonly kind: 'relu' | 'sigmoid' | 'tanh';
}

/** Norms for each of the start event's layers. */
export interface LayersEvent {
  readonly event: 'layers';
  readonly epoch: number;
  readonly step: number;
  readonly gradient: readonly number[];
  readonly update: readonly number[];
  readonly weight: readonly number[];
  /** Share of each activation's channels that gave nothing, or were full, for the whole batch. */
  readonly dead?: readonly number[];
  /** The same share of all its numbers. */
  readonly idle?: readonly number[];
}

export interface EpochEvent {
  readonly event: 'epoch';
  readonly epoch: number;
  readonly train: Score;
  readonly validation: Score;
  readonly lr: number;
  readonly images_per_second: number;
  readonly seconds: number;
  /** The best so far, by validation accuracy. */
  readonly best: boolean;
  /** Share of each layer's weights that are smaller than SMALL_WEIGHT. */
  readonly small_weights: readonly number[];
}
export const SMALL_WEIGHT = 1e-3;

/** An image as bytes, channel by channel, in base64. */
export interface SampleImage {
  readonly label: number;
  readonly said: number;
  readonly probability: number;
  readonly pixels: string;
}
export interface PredictionsEvent {
  readonly event: 'predictions';
  readonly epoch: number;
  readonly size: { readonly channels: number; readonly height: number; readonly width: number };
  readonly samples: readonly SampleImage[];
  /** The wrong ones that the model is surest of. */
  readonly mistakes: readonly SampleImage[];
  /** Rows: what it is; columns: what the model says. */
  readonly confusion: readonly (readonly number[])[];
}

/** A picture with its mask and the one that the model gives: classes, a byte for each pixel, in base64. */
export interface MaskSample {
  readonly pixels: string;
  readonly truth: string;
  readonly said: string;
  readonly iou: number;
}
/** For masks. Pictures are made smaller by whole factors until no side is longer than MASK_SIDE. */
export interface MasksEvent {
  readonly event: 'masks';
  readonly epoch: number;
  readonly size: PredictionsEvent['size'];
  readonly samples: readonly MaskSample[];
  readonly worst: readonly MaskSample[];
  /** Intersection over union of each class; null: it does not occur. */
  readonly iou: readonly (number | null)[];
}
export const MASK_SIDE = 128;

/** For numbers: what they are and what the model says, of evenly spaced validation images. */
export interface NumbersEvent {
  readonly event: 'numbers';
  readonly epoch: number;
  readonly truth: readonly (readonly number[])[];
  readonly said: readonly (readonly number[])[];
}

/** What helps, as one change: of a field of the recipe, or of the model's code. */
export type Remedy =
  | { readonly kind: 'recipe'; readonly title: string; readonly path: string; readonly value: number }
  | { readonly kind: 'code'; readonly title: string; readonly change: 'dropout' | 'narrower' };

export interface NoteEvent {
  readonly event: 'note';
  readonly kind: 'warning' | 'overfitting' | 'information';
  readonly text: string;
  readonly epoch?: number;
  readonly remedies?: readonly Remedy[];
}

/** Find Learning Rate. */
export interface LearningRateEvent {
  readonly event: 'learning-rate';
  readonly lr: number;
  /** Smoothed. */
  readonly loss: number;
}

export type EndReason = 'finished' | 'stopped' | 'early-stopping' | 'not-a-number' | 'failed';

export interface EndEvent {
  readonly event: 'end';
  readonly reason: EndReason;
  /** What happened, where it is not simply finished; says what to do. */
  readonly message?: string;
  readonly best?: Score & { readonly epoch: number };
  /** On test images that took no part, where there are such. */
  readonly test?: Score;
  /** Path of the best weights. */
  readonly checkpoint?: string;
  readonly seconds: number;
  /** Find Learning Rate: what to take. */
  readonly suggested_lr?: number;
}

export type TrainingEvent =
  | StartEvent
  | StepEvent
  | LayersEvent
  | EpochEvent
  | PredictionsEvent
  | MasksEvent
  | NumbersEvent
  | NoteEvent
  | LearningRateEvent
  | EndEvent;

export type TrainingMode = 'train' | 'overfit-one-batch' | 'find-learning-rate';

/** A model that was read once in each mode, lowered. */
export interface LoweredModel {
  readonly train: Program;
  readonly evaluate: Program;
}

/** Engines that do not ship with Convscope. */
export type InstallableEngine = 'webgpu' | 'tensorflow' | 'tensorflow-gpu';

/** To the training process. */
export type ToTrainer =
  | {
      readonly kind: 'open';
      readonly recipe: Recipe;
      /** That of the recipe: paths in it begin there. */
      readonly folder: string;
    }
  | {
      readonly kind: 'start';
      readonly mode: TrainingMode;
      readonly model: LoweredModel;
      /** Runs lie below it, in `.convscope/runs`. */
      readonly workspace: string;
      /** Name of the run to go on with; undefined: a new one. */
      readonly resume: string | undefined;
    }
  /** The loss around weights that were kept, on the data that are open. */
  | { readonly kind: 'landscape'; readonly model: LoweredModel; readonly weights: string }
  /** Some of the training images, varied as the recipe that is open says. */
  | { readonly kind: 'images' }
  | { readonly kind: 'download'; readonly name: string; readonly root: string }
  | { readonly kind: 'install'; readonly engine: InstallableEngine }
  /** From the run's tab, or in its place. */
  | { readonly kind: 'engine'; readonly reply: EngineReply }
  | { readonly kind: 'pause' | 'continue' | 'stop' };

/** From the training process. */
export type FromTrainer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'opened';
      readonly name: string;
      readonly size: PredictionsEvent['size'];
      readonly classes: readonly string[];
      readonly images: number;
    }
  | { readonly kind: 'event'; readonly event: TrainingEvent }
  /** What is measured so far; `isDone`: all of it. */
  | { readonly kind: 'landscape'; readonly landscape: Landscape; readonly isDone: boolean }
  | { readonly kind: 'images'; readonly images: TrainingImages }
  | { readonly kind: 'downloading'; readonly file: string; readonly done: number; readonly total: number }
  | { readonly kind: 'downloaded' }
  /** Bytes on disk. */
  | { readonly kind: 'installing'; readonly done: number; readonly total: number }
  /** What it can do here, or why it cannot run all the same. */
  | { readonly kind: 'installed'; readonly folder: string; readonly text: string; readonly runs: boolean }
  /** To the engine in the run's tab. */
  | { readonly kind: 'engine'; readonly request: EngineRequest }
  | { readonly kind: 'error'; readonly message: string };
