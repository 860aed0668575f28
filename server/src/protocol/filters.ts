/** Show Filters: what the server says of a model, what the inspection process says of a layer, and the page's messages. */
import type { Histogram, Image, NamedShape, Statistics, Twins } from '../inspect';
import type { PlainLocation } from './index';
import type { Numbers, WeightsAnswer } from './inspection';
import type { PredictionsEvent } from './training';

export interface ModelWeights {
  readonly model: string;
  readonly cls: string;
  /** Of `state_dict()`. */
  readonly names: readonly NamedShape[];
  /** With filters, in the model's order. */
  readonly layers: readonly {
    readonly name: string;
    readonly cls: string;
    readonly transposed: boolean;
    readonly image: Image | undefined;
    readonly location: PlainLocation | undefined;
  }[];
  /** Of its input, where it is an image of known size. */
  readonly size: PredictionsEvent['size'] | undefined;
}

export interface FilterQuestion {
  readonly epoch: number;
  /** As stored. */
  readonly name: string;
  readonly transposed: boolean;
  /** The first filter that is wanted, where they are too many to be shown at once. */
  readonly from: number;
  /** What has changed since the initialisation, instead of the weights themselves. */
  readonly difference: boolean;
  /** What costs more, where it is looked at. */
  readonly similarity: boolean;
  readonly spectrum: boolean;
}

export interface FilterAnswer {
  readonly epoch: number;
  readonly name: string;
  /** Filters first. */
  readonly shape: readonly number[];
  /** Filters of the layer; `values` holds as many of them as fit. */
  readonly filters: number;
  readonly from: number;
  readonly values: Numbers;
  readonly statistics: Statistics;
  readonly histogram: Histogram;
  /** L2, of each filter that is held. */
  readonly norms: Float32Array<ArrayBuffer>;
  readonly dead: readonly number[];
  readonly twins: readonly Twins[];
  /** How far the layer has moved from where it began, in relation to that; absent where that is not kept. */
  readonly moved: number | undefined;
  readonly order: readonly number[] | undefined;
  readonly spectrum:
    | {
        /** Largest first; undefined: the layer is too large. */
        readonly singular: readonly number[] | undefined;
        readonly effectiveRank: number;
        /** FREQUENCIES × FREQUENCIES; undefined: not for such kernels. */
        readonly fourier: Numbers | undefined;
      }
    | undefined;
}

/** What the page is about, so that a reload finds it again. */
export type FilterSubject =
  | { readonly kind: 'file'; readonly file: string; readonly uri?: string; readonly model?: string }
  | { readonly kind: 'run'; readonly folder: string }
  | { readonly kind: 'initial'; readonly uri: string; readonly model: string };

/** A layer of the list: what the model knows of it, and what is stored. */
export interface FilterLayer {
  /** As stored. */
  readonly name: string;
  /** In the model; the stored one where there is no model. */
  readonly label: string;
  readonly cls: string;
  readonly shape: readonly number[];
  readonly transposed: boolean;
  readonly image: Image | undefined;
  readonly location: PlainLocation | undefined;
}

export type FiltersState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'open';
      readonly weights: WeightsAnswer;
      readonly layers: readonly FilterLayer[];
      /** The run is under way: more epochs come. */
      readonly isLive: boolean;
    };

export type ToFiltersPage =
  | { readonly kind: 'show'; readonly subject: FilterSubject; readonly title: string; readonly state: FiltersState }
  /** One more epoch, or the end of the run. */
  | { readonly kind: 'epochs'; readonly epochs: readonly number[]; readonly isLive: boolean }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: FilterAnswer }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string };

export type FromFiltersPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ask'; readonly id: number; readonly question: FilterQuestion }
  | { readonly kind: 'reveal'; readonly location: PlainLocation }
  | { readonly kind: 'save'; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Weights from elsewhere. */
  | { readonly kind: 'choose' }
  | { readonly kind: 'again' };
