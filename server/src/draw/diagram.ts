/**
 * A network as a diagram: layers, the modules around them and the tensors between them, as plain data that travels to
 * a page. Nothing here depends on what is folded or where things stand.
 */
import type { Place } from '../graph';

/** What an op is drawn as: the categories of the declarations. */
export type Family =
  | 'conv'
  | 'pool'
  | 'norm'
  | 'activation'
  | 'linear'
  | 'join'
  | 'shape'
  | 'resize'
  | 'dropout'
  | 'attention'
  | 'recurrent'
  | 'embedding'
  | 'reduce'
  | 'elementwise'
  | 'create'
  | 'index'
  | 'loss'
  | 'container'
  | 'other';

/**
 * How a node looks: a `card` is a layer with weights or a window, a `chip` what is done to each value or to the form,
 * a `join` a circle where several tensors meet, a `pill` an input or output, `unknown` what could not be read and
 * `error` what PyTorch refuses.
 */
export type Look = 'card' | 'chip' | 'join' | 'pill' | 'unknown' | 'error';

/** Numbers to compare nodes by; undefined where a size is a symbol or not known. */
export interface Costs {
  readonly params: number | undefined;
  readonly macs: number | undefined;
  /** Bytes of what comes out. */
  readonly memory: number | undefined;
  /** Largest receptive field of what comes out, in input pixels. */
  readonly field: number | undefined;
}

/** The window of a convolution or pooling. */
export interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

export interface DiagramNode {
  /** Its place in `nodes`. */
  readonly id: number;
  /** The same after an edit elsewhere. */
  readonly key: string;
  /** Index into `groups` of the module around it. */
  readonly group: number;
  readonly look: Look;
  readonly family: Family;
  /** `conv1`, `relu`, `+` in a join. */
  readonly name: string;
  /** Second line: `Conv2d 3×3, 64 → 128`. */
  readonly detail: string;
  /** Size of what comes out, without the batch: `64×112×112`; empty: not known. */
  readonly size: string;
  /** The same as numbers, channels first, where they are known. */
  readonly dims: readonly (number | undefined)[];
  readonly window: Window | undefined;
  readonly costs: Costs;
  /** What makes two nodes equal: class, arguments, sizes. */
  readonly signature: string;
  /** The whole dotted name of the module; undefined for functions. */
  readonly module: string | undefined;
  readonly place: Place | undefined;
}

/** A call of a module that holds others, or a loop with an unknown number of turns. */
export interface DiagramGroup {
  /** Its place in `groups`; 0 is the model itself. */
  readonly id: number;
  readonly key: string;
  readonly parent: number | undefined;
  /** Last part of the dotted name. */
  readonly name: string;
  readonly cls: string;
  readonly module: string | undefined;
  readonly size: string;
  readonly inputSize: string;
  readonly dims: readonly (number | undefined)[];
  readonly costs: Costs;
  readonly isLoop: boolean;
  readonly place: Place | undefined;
}

/** One tensor on its way from the node that makes it to one that uses it. */
export interface DiagramEdge {
  readonly from: number;
  readonly to: number;
  /** Which of the maker's tensors. */
  readonly tensor: string;
  readonly size: string;
  /** For the width of the line; undefined: not known. */
  readonly elements: number | undefined;
}

export interface Diagram {
  readonly model: string;
  readonly cls: string;
  readonly nodes: readonly DiagramNode[];
  readonly groups: readonly DiagramGroup[];
  readonly edges: readonly DiagramEdge[];
}
