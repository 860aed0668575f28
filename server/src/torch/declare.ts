/**
 * One declaration per op and per layer: signature, shape rule, problems, costs, formula, documentation
 * and examples in one place. Hovers, the support table, signature help, unit tests and oracle cases are
 * all made from it. docs/how-to.md shows how to add one.
 */
import type { Arguments, InstanceValue, Interpreter, Problem, TensorValue, Value } from '../python';
import type { Dim } from '../symbolic';
import type { TensorOptions } from './tensor';
import type { OpRecord, Trace } from './trace';

/** What a diagram draws it as. */
export type Category =
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
 * Which inputs one output position reads, per spatial axis (Araujo et al. 2019, "Computing Receptive
 * Fields of Convolutional Neural Networks").
 */
export type Reach =
  | { readonly kind: 'same' }
  /** Output i reads inputs i·stride − before … + dilation·(kernel − 1). */
  | {
      readonly kind: 'window';
      readonly kernel: readonly Dim[];
      readonly stride: readonly Dim[];
      readonly before: readonly Dim[];
      readonly dilation: readonly Dim[];
    }
  /** Transposed convolution: the same window, read backwards. */
  | {
      readonly kind: 'transposed';
      readonly kernel: readonly Dim[];
      readonly stride: readonly Dim[];
      readonly before: readonly Dim[];
      readonly dilation: readonly Dim[];
    }
  /** Each output position reads its share of all input positions. */
  | { readonly kind: 'adaptive' }
  /**
   * Interpolation by out/in per axis, or by factors, reading `taps` neighbours (1 nearest, 2 linear, 4 cubic) of where
   * a position lies: by its left edge, by its centre, or with the corners' centres on each other.
   */
  | {
      readonly kind: 'resize';
      readonly taps: number;
      readonly align: 'edges' | 'centres' | 'corners';
      readonly factors?: readonly number[];
    }
  /** Everything: global pooling, a space-wide Linear, attention. */
  | { readonly kind: 'all' };

export interface Keeps {
  /** Places among the record's inputs, where names do not tell. */
  readonly inputs?: readonly number[];
  readonly args?: readonly string[];
  /** The result, or some of the results. */
  readonly output?: boolean | readonly number[];
  readonly bytes?: Dim;
  /** There is more that is not known. */
  readonly atLeast?: boolean;
}

/** A call as documentation, unit test and oracle case at once. Inputs are shapes; `:long` and the like may follow. */
export interface Example {
  /** Python; `x`, `y`, … are the inputs: `F.conv2d(x, torch.empty(8, 3, 3, 3), stride=2)`. */
  readonly code: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Shape of the result (`[1, 8, 16, 16]`), shapes of several, or the code of the problem. */
  readonly output?: readonly number[] | readonly (readonly number[])[];
  readonly problem?: string;
  /** Newer than PyTorch 1.13: no oracle has checked it. */
  readonly unchecked?: boolean;
}

interface Declaration {
  readonly category: Category;
  /** One sentence for the hover. */
  readonly doc: string;
  /** Page of PyTorch's documentation, or the paper. */
  readonly reference: string;
  readonly examples?: readonly Example[];
}

export interface OpDeclaration extends Declaration {
  /** Canonical dotted name: `torch.nn.functional.conv2d`, `torch.flatten`, `torch.Tensor.view`. */
  readonly name: string;
  /** Other names of the same: `torch.Tensor.flatten`. For a method the first parameter is the tensor. */
  readonly aliases?: readonly string[];
  /** Names that write into the first argument: `torch.Tensor.relu_`, `torch.nn.functional.relu_`. */
  readonly inplaceAliases?: readonly string[];
  /** PyTorch's signature: `(input, start_dim=0, end_dim=-1)`. */
  readonly signature: string;
  /**
   * The result for any arguments. An Unknown argument ends it by itself (see Arguments); what PyTorch
   * refuses goes through `c.refuse`. Must decide nothing it cannot prove.
   */
  readonly run: (a: Arguments, c: OpContext) => Value;
  /** Multiply-adds (conv, linear, matmul; biases not counted), for the whole batch. Default 0. */
  readonly macs?: (record: OpRecord) => Dim;
  /** Lines of the arithmetic with the numbers filled in: `⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112`. */
  readonly explain?: (record: OpRecord) => readonly string[];
  /** Default `same`; undefined result: not known. */
  readonly reach?: (record: OpRecord) => Reach | undefined;
  /**
   * What autograd keeps for backward: argument names, `output`, or extra bytes of its own (masks,
   * indices). Undefined, or undefined result, for what is no view: not known, and memory is not exact.
   */
  readonly keeps?: (record: OpRecord) => Keeps | undefined;
  /** Shares the input's memory. */
  readonly view?: boolean;
  /** The result needs no gradient even where an input does: `detach`, `zeros_like`. */
  readonly detached?: boolean;
  /** The result does not go into the graph (sizes, dtypes, creation of constants stays in). */
  readonly silent?: boolean;
}

/** A layer of torch.nn. Most forwards call the functional op of the same arithmetic. */
export interface LayerDeclaration extends Declaration {
  readonly name: string;
  /** Dotted module where PyTorch defines it: `torch.nn.modules.conv`. */
  readonly module?: string;
  /** Names of declared layers or classes it derives from; default Module. */
  readonly bases?: readonly string[];
  /** PyTorch's, without self: `(in_channels, out_channels, kernel_size, stride=1, …)`. */
  readonly signature: string;
  readonly init: (self: LayerSelf, a: Arguments, c: OpContext) => void;
  /** undefined: inherits forward. */
  readonly forward?: {
    readonly signature: string;
    readonly run: (self: LayerSelf, a: Arguments, c: OpContext) => Value;
  };
  /** Further methods that user code calls: `_conv_forward`, `flatten_parameters`. */
  readonly methods?: Readonly<
    Record<string, { readonly signature: string; readonly run: (self: LayerSelf, a: Arguments, c: OpContext) => Value }>
  >;
  /** Class attributes. */
  readonly attributes?: Readonly<Record<string, Value>>;
}

export interface OpContext {
  readonly interpreter: Interpreter;
  readonly trace: Trace;
  /** A new tensor. */
  tensor(shape: readonly Dim[], options?: TensorOptions): TensorValue;
  /** PyTorch refuses this: reports or raises, and ends the native. */
  refuse(problem: Refusal): never;
  /** Ends the native: something needed is not known. */
  unknown(kind: 'missing' | 'data' | 'undecided', reason: string): never;
  /**
   * a must equal b: refused when proved different, recorded as an assumption of the network when
   * undecided. Returns once it holds or is assumed.
   */
  requireEqual(a: Dim, b: Dim, reason: string, refusal: () => Refusal): void;
  /** a ≤ b, likewise. */
  requireAtMost(a: Dim, b: Dim, reason: string, refusal: () => Refusal): void;
  /** divisor | value, likewise. */
  requireDivides(divisor: Dim, value: Dim, reason: string, refusal: () => Refusal): void;
  /** Another declared op by canonical name. */
  op(name: string, args: readonly Value[], keywords?: Readonly<Record<string, Value>>): Value;
}

export interface Refusal {
  readonly code: string;
  /** PyTorch's words with the numbers. */
  readonly message: string;
  /** One plain sentence. */
  readonly why?: string;
  readonly exception?:
    | 'RuntimeError'
    | 'ValueError'
    | 'TypeError'
    | 'IndexError'
    | 'NotImplementedError'
    | 'AssertionError';
  readonly fix?: Problem['fix'];
}

/** A layer instance, seen from its declaration. */
export interface LayerSelf {
  readonly instance: InstanceValue;
  set(name: string, value: Value | Dim | boolean | string): void;
  /** Registers a Parameter (`shape` null: registers None, as `bias=False` does). */
  parameter(name: string, shape: readonly Dim[] | null): void;
  buffer(
    name: string,
    shape: readonly Dim[] | null,
    options?: { readonly dtype?: TensorValue['dtype']; readonly persistent?: boolean },
  ): void;
  module(name: string, module: Value): void;
  /** Attribute as user code would read it (it may have been changed since). */
  get(name: string): Value;
  int(name: string): Dim;
  bool(name: string): boolean;
  /** `module.training`. */
  readonly training: boolean | undefined;
}

/** Type-checks a family's declarations without changing them. */
export const declareOps = (...ops: readonly OpDeclaration[]): readonly OpDeclaration[] => ops;
export const declareLayers = (...layers: readonly LayerDeclaration[]): readonly LayerDeclaration[] => layers;
