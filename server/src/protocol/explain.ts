/**
 * What is asked of a network with its weights: the activations of an image, what speaks for a class, what a unit sees
 * and wants to see. A session holds one model; everything but the first question names it. Images and maps are
 * row-major; pixels are bytes, channel by channel.
 */
import type { AscentSettings, Box, LayerStatistics } from '../explain';
import type { Unmatched } from '../inspect';
import type { Origin, Program } from '../program';
import type { Recipe } from '../recipe';
import type { Numbers, WeightsOrigin } from './inspection';
import type { PredictionsEvent } from './training';

export type ImageSize = PredictionsEvent['size'];
export type Part = 'train' | 'test';

export type ImageSource =
  | { readonly kind: 'file'; readonly file: string }
  /** What was dropped or pasted: the bytes of a PNG or JPEG file. */
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'sample'; readonly part: Part; readonly index: number }
  /** An image of a run that has told what it said wrongly. */
  | {
      readonly kind: 'pixels';
      readonly name: string;
      readonly size: ImageSize;
      readonly pixels: Uint8Array;
      readonly label?: number;
    };

/** How a picture of another size is brought to the model's. */
export type Fitting = 'crop' | 'stretch';
/** As the recipe says; with ImageNet's mean and deviation; pixels from 0 to 1. */
export type Normalising = 'recipe' | 'imagenet' | 'none';

export interface LayerRow {
  readonly name: string;
  readonly kind: 'module' | 'layer' | 'op';
  readonly label: string;
  readonly depth: number;
  /** Without the batch. */
  readonly shape: readonly number[];
  /** The call in the user's code. */
  readonly origin: Origin;
}

export interface Explained {
  readonly weights: {
    readonly title: string;
    readonly epochs: readonly number[];
    readonly epoch: number;
    /** Of the model, not held: they are as the code begins. */
    readonly missing: readonly Unmatched[];
    readonly unused: readonly Unmatched[];
  };
  readonly size: ImageSize;
  readonly layers: readonly LayerRow[];
  /** Which layer to begin with: the last whose result still is a picture. */
  readonly first: number;
  /** undefined: the result has no scores for classes. */
  readonly classes: { readonly count: number; readonly names: readonly string[] } | undefined;
  readonly data: { readonly name: string; readonly train: number; readonly test: number } | undefined;
  /** Why there is no data set, or what else is worth knowing. */
  readonly notes: readonly string[];
  readonly normalisings: readonly Normalising[];
  readonly engine: string;
}

export interface Seen {
  readonly title: string;
  /** Where it is known. */
  readonly label: number | undefined;
  /** As the model sees it, before it is normalised. */
  readonly pixels: Uint8Array;
  /** One for each class; empty without classes. */
  readonly probabilities: Float32Array;
  /** For each layer. */
  readonly statistics: readonly LayerStatistics[];
}

export interface UnitSeen {
  readonly value: number;
  /** What it can depend on at most; undefined: not on the image. */
  readonly field: Box | undefined;
  /** |∂unit/∂pixel|, the largest over the colours, at the size of the image. */
  readonly measured: Numbers;
  /** Around what is more than a hundredth of the largest. */
  readonly measuredBox: Box | undefined;
}

export type Attribution =
  | { readonly kind: 'grad-cam'; readonly layer: number }
  | { readonly kind: 'gradient' | 'guided' };

export type Wanted =
  | { readonly kind: 'class'; readonly class: number }
  | { readonly kind: 'channel'; readonly layer: number; readonly channel: number }
  | { readonly kind: 'unit'; readonly layer: number; readonly channel: number; readonly place: readonly number[] };

export interface Visualised {
  readonly pixels: Uint8Array;
  /** Of what is wanted, step by step. */
  readonly activations: readonly number[];
  /** Not cancelled. */
  readonly whole: boolean;
}

export interface Sample {
  readonly part: Part;
  readonly index: number;
  readonly label: number;
  readonly pixels: Uint8Array;
}
export interface TopImage extends Sample {
  /** The channel's largest activation. */
  readonly value: number;
  /** What the unit with it can see at most. */
  readonly field: Box | undefined;
}

export interface OcclusionSettings {
  /** Sides in pixels. */
  readonly side: number;
  readonly stride: number;
}

interface InSession {
  readonly session: string;
}

export interface Explanations {
  /** Of the images that a recipe names. */
  'explain/size': { params: { readonly recipe: Recipe; readonly folder: string }; result: ImageSize };
  /** `epoch` undefined: the last. */
  'explain/open': {
    params: InSession & {
      readonly program: Program;
      readonly origin: WeightsOrigin;
      readonly epoch: number | undefined;
      readonly recipe: Recipe | undefined;
      /** That of the recipe. */
      readonly folder: string;
    };
    result: Explained;
  };
  'explain/image': {
    params: InSession & { readonly source: ImageSource; readonly fitting: Fitting; readonly normalising: Normalising };
    result: Seen;
  };
  /** All numbers of a layer, without the batch. */
  'explain/maps': { params: InSession & { readonly layer: number }; result: Numbers };
  'explain/unit': {
    params: InSession & { readonly layer: number; readonly channel: number; readonly place: readonly number[] };
    result: UnitSeen;
  };
  /** At the size of the image. */
  'explain/attribution': {
    params: InSession & { readonly how: Attribution; readonly class: number };
    result: Numbers;
  };
  /** By how much the class's probability falls; progress brings the map as far as it is. */
  'explain/occlusion': {
    params: InSession & { readonly class: number; readonly settings: OcclusionSettings };
    result: Numbers;
  };
  /** Progress brings what there is so far. */
  'explain/visualise': {
    params: InSession & { readonly wanted: Wanted; readonly settings: Partial<AscentSettings> };
    result: Visualised;
  };
  'explain/top': {
    params: InSession & { readonly layer: number; readonly channel: number; readonly count: number };
    result: readonly TopImage[];
  };
  'explain/samples': {
    params: InSession & { readonly part: Part; readonly from: number; readonly count: number };
    result: readonly Sample[];
  };
  'explain/close': { params: InSession; result: null };
}
