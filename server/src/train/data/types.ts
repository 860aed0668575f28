/** A data set: labels at hand, images read one at a time. */

export interface Size {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What is to be said of an image. */
export type Targets =
  /** Its class. */
  | { readonly kind: 'classes' }
  /** The class of every pixel. */
  | { readonly kind: 'masks' }
  | { readonly kind: 'numbers'; readonly count: number };

/** The training or the test images. */
export interface Part {
  readonly count: number;
  /** Class of each image. */
  readonly labels: Int32Array;
  /** Writes the mask (height × width classes) or the numbers of image `index` at `at`; undefined: it has a class. */
  readonly readTarget?: (index: number, target: Float32Array | Int32Array, at: number) => void;
  /** Writes image `index` at `at`: channels × height × width, from 0 to 1. */
  readonly read: (index: number, target: Float32Array, at: number) => void;
}

export interface DataSet {
  readonly name: string;
  readonly size: Size;
  readonly classes: readonly string[];
  /** Undefined: classes. */
  readonly targets?: Targets;
  readonly train: Part;
  readonly test: Part | undefined;
  /** What was found and left out, for people. */
  readonly notes?: readonly string[];
  readonly close: () => void;
}

export const elementsOf = ({ channels, height, width }: Size): number => channels * height * width;

export const sizeText = ({ channels, height, width }: Size): string => `${channels}×${height}×${width}`;

/** Some images of a part, in a given order. */
export function subset(part: Part, indices: Int32Array): Part {
  const { readTarget } = part;
  return {
    ...(readTarget && { readTarget: (index, target, at) => readTarget(indices[index] ?? 0, target, at) }),
    count: indices.length,
    labels: indices.map((index) => part.labels[index] ?? 0),
    read: (index, target, at) => part.read(indices[index] ?? 0, target, at),
  };
}
