/**
 * A network, or a whole training step, as plain data: numbered tensors and the primitives that make them, in order.
 * It survives JSON and a structured clone; what runs it (server/src/train/engines) knows nothing of Python or PyTorch.
 *
 * Sizes may hold symbols (the batch, `B`); `atSizes` gives them numbers before anything is run.
 */
import type { Dim } from '../symbolic';
import type { Attributes, Name } from './attributes';

/** What an element is. PyTorch's other whole numbers are held as int64. */
export type Element = 'float32' | 'int64' | 'bool';

export interface TensorType {
  readonly shape: readonly Dim[];
  readonly element: Element;
}

/** Index into `Program.values`. */
export type ValueId = number;

/** Where in the user's file a step comes from: UTF-16 offsets. */
export interface Origin {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Dotted name of the module around it. */
  readonly module: string;
}

/** One primitive applied to values; `attributes` are those of its name. */
export type Step = {
  readonly [N in Name]: {
    readonly name: N;
    readonly attributes: Attributes[N];
    readonly inputs: readonly ValueId[];
    readonly outputs: readonly ValueId[];
    /** Index into `Program.origins`. */
    readonly origin?: number;
  };
}[Name];

/** A parameter, by its first name in `state_dict()`. */
export interface Parameter {
  readonly name: string;
  readonly value: ValueId;
  /** `requires_grad`. */
  readonly trainable: boolean;
  /** Further names of the same memory in `state_dict()`. */
  readonly aliases: readonly string[];
  readonly initial: Initial;
}

export interface Buffer {
  readonly name: string;
  readonly value: ValueId;
  /** Its value after the forward pass, where that changes it (running statistics). */
  readonly next: ValueId | undefined;
  /** Part of `state_dict()`. */
  readonly persistent: boolean;
  readonly initial: Initial;
}

/** How a parameter or buffer begins. */
export type Initial =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  /** Normal, drawn again outside low … high. */
  | {
      readonly kind: 'truncated-normal';
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'orthogonal'; readonly gain: number }
  | { readonly kind: 'eye' }
  | { readonly kind: 'dirac'; readonly groups: number }
  /** Rows of one of the above, with some of them zero (`padding_idx`). */
  | { readonly kind: 'zero-row'; readonly row: number; readonly of: Initial }
  /** Several along the first axis, by their number of rows (the stacked gates and projections). */
  | { readonly kind: 'stacked'; readonly parts: readonly { readonly rows: number; readonly of: Initial }[] }
  /** A program without inputs makes it (`torch.linspace(…) ** 2`); `masks` are its random draws. */
  | { readonly kind: 'computed'; readonly program: Program }
  /** Not known from the code; training from scratch says so. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Random numbers that a step is fed with, so that a resumed run draws the same ones. */
export interface Draw {
  readonly value: ValueId;
  /** Bernoulli: 1 with probability `keep`, else 0. */
  readonly law:
    | { readonly kind: 'bernoulli'; readonly keep: number }
    | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
    | { readonly kind: 'normal'; readonly mean: number; readonly std: number };
}

export interface Named {
  readonly name: string;
  readonly value: ValueId;
}

/** What one call of a module, or one op of the user's own code, gives. */
export interface Layer {
  /** Dotted name of the module; of an op, of the module around it. */
  readonly name: string;
  readonly kind: 'module' | 'layer' | 'op';
  /** `Conv2d`, `relu`. */
  readonly label: string;
  /** How many modules are around it. */
  readonly depth: number;
  /** Its first tensor, as it is when it is made: before anything is written into it in place. */
  readonly value: ValueId;
  readonly origin: Origin;
}

export interface Program {
  readonly values: readonly TensorType[];
  readonly steps: readonly Step[];
  readonly inputs: readonly Named[];
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  readonly draws: readonly Draw[];
  /** The first is the model's result or the first tensor of it; others by their path: `aux_logits`. */
  readonly outputs: readonly Named[];
  readonly origins: readonly Origin[];
  /** In the order of their beginning; modules stand before what is in them. */
  readonly layers: readonly Layer[];
}

/** What keeps a graph from becoming a program: the first is where to look. */
export interface Obstacle {
  readonly reason: string;
  readonly origin: Origin | undefined;
}
