/**
 * A layer as the arithmetic view draws it: in plain numbers, axis by axis. Sizes that are not known are replaced by an
 * example, and `assumed` says so.
 */

/** One axis of a sliding window. All numbers count positions of the input. */
export interface WindowAxis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  /** Padding before the first and after the last position; they differ for padding='same' with an even kernel. */
  readonly before: number;
  readonly after: number;
  readonly dilation: number;
  /** Transposed convolutions only. */
  readonly outputPadding: number;
  /** Pools only: the last window may hang over the end. */
  readonly ceil: boolean;
}

export interface Channels {
  readonly input: number;
  readonly output: number;
  readonly groups: number;
}

export type WindowKind = 'conv' | 'transposed' | 'max' | 'average' | 'power';

export interface WindowLayer {
  readonly kind: WindowKind;
  readonly axes: readonly WindowAxis[];
  readonly channels: Channels;
}

/** One axis of which only the sizes before and after are given. */
export interface ResizedAxis {
  readonly input: number;
  readonly output: number;
}

/** Pools that are told the size of their result. */
export interface AdaptiveLayer {
  readonly kind: 'adaptive';
  readonly pool: 'max' | 'average';
  readonly axes: readonly ResizedAxis[];
  readonly channels: Channels;
}

export type ResizeMode = 'nearest' | 'nearest-exact' | 'linear' | 'cubic' | 'area';

export interface ResizeLayer {
  readonly kind: 'resize';
  readonly mode: ResizeMode;
  readonly alignCorners: boolean;
  /** `step`: how far the source moves for one output position, where a scale_factor says so; else input / output. */
  readonly axes: readonly (ResizedAxis & { readonly step: number })[];
  readonly channels: Channels;
}

export type SlidingLayer = WindowLayer | AdaptiveLayer | ResizeLayer;

export type NormKind = 'batch' | 'layer' | 'instance' | 'group' | 'local';

/** Which numbers share a mean and a variance (Wu and He 2018, "Group Normalization", figure 2). */
export interface NormLayer {
  readonly kind: 'norm';
  readonly norm: NormKind;
  /** N, C and the rest, as far as the layer sees it. */
  readonly shape: readonly number[];
  /** Of layer norm: how many of the last axes are averaged. */
  readonly lastAxes: number;
  readonly groups: number;
}

export type ArithmeticLayer = SlidingLayer | NormLayer;

/** The layer with what it was read from. */
export interface ReadLayer {
  readonly layer: ArithmeticLayer;
  /** "H is not known; drawn as 12": what was put in place of sizes that are not numbers. */
  readonly assumed: readonly string[];
}
