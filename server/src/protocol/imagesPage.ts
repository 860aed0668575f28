/** Messages between the extension and the page with training images: types only. */
import type { PredictionsEvent } from './training';

/** Bytes as in `SampleImage`; `mask`: a class for each pixel, a byte each. */
export interface ShownImage {
  readonly pixels: string;
  readonly mask?: string;
}

export interface ImageRow {
  /** Its class, or its numbers. */
  readonly label: string;
  readonly plain: ShownImage;
  /** As training sees it in the first epochs. */
  readonly varied: readonly ShownImage[];
}

export interface TrainingImages {
  readonly data: string;
  readonly size: PredictionsEvent['size'];
  readonly classes: readonly string[];
  readonly rows: readonly ImageRow[];
  /** What the recipe does with them: `flip`, `rotation 15`. Empty: nothing. */
  readonly variations: readonly string[];
}

export interface ToImagesPage {
  readonly title: string;
  /** Undefined: they are being read, or `problem` says why not. */
  readonly images: TrainingImages | undefined;
  readonly problem: string | undefined;
}

export type FromImagesPage = { readonly kind: 'ready' } | { readonly kind: 'openRecipe' };
