/**
 * Questions to the inspection process, which reads weights and computes with them. Numbers go as typed arrays, by
 * structured clone between processes and to pages, so that no text is ever made of them.
 */
import type { Match, NamedShape } from '../inspect';
import type { Program } from '../program';
import type { Explanations } from './explain';
import type { FilterAnswer, FilterQuestion } from './filters';

/** Row-major. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Where weights come from. */
export type WeightsOrigin =
  /** A checkpoint: `.safetensors`, `.pt`, `.pth`. */
  | { readonly kind: 'file'; readonly file: string }
  /** The folder of a training run: the weights of each epoch, the initialisation first. */
  | { readonly kind: 'run'; readonly folder: string }
  /** As the code begins, drawn with a seed. */
  | { readonly kind: 'initial'; readonly program: Program; readonly seed: number };

/** What is held, without any of its numbers. */
export interface WeightsAnswer {
  /** For people: the file's name, the run's, "as initialised". */
  readonly title: string;
  /** States that can be asked for, ascending: epochs of a run (0: the initialisation); one 0 for others. */
  readonly epochs: readonly number[];
  /** Names as stored, in their order, of the last state. */
  readonly tensors: readonly NamedShape[];
  /** Names of the model against those stored; absent where no model was given. */
  readonly match: Match | undefined;
}

/** Name → parameters and result. */
export interface Inspections extends Explanations {
  /** `model`: names and sizes of its `state_dict()`. */
  'weights/open': {
    params: { readonly origin: WeightsOrigin; readonly model: readonly NamedShape[] | undefined };
    result: WeightsAnswer;
  };
  /** One tensor, under the name that it is stored by. */
  'weights/tensor': {
    params: { readonly origin: WeightsOrigin; readonly epoch: number; readonly name: string };
    result: Numbers;
  };
  'filters/layer': {
    params: FilterQuestion & { readonly origin: WeightsOrigin };
    result: FilterAnswer;
  };
}
export type InspectionName = keyof Inspections;

/** To the inspection process. A question that is cancelled is not answered any more. */
export type ToInspector =
  | { readonly kind: 'ask'; readonly id: number; readonly name: InspectionName; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** From the inspection process. */
export type FromInspector =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  /** `message`: for the person; says what to do. */
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  /** Of a question that takes long: from 0 to 1, and what there is so far. */
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly partial: unknown };
