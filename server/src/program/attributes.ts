/** The primitives by name, and what each needs besides its tensors. Result sizes stand with the result. */

/** Functions of one number. */
export type UnaryFunction =
  | 'identity'
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'reciprocal'
  | 'abs'
  | 'sign'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'erf'
  | 'sigmoid'
  | 'relu'
  | 'softplus'
  | 'not';

/** Functions of two numbers; sizes broadcast as NumPy's do. */
export type BinaryFunction = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'min';
export type Comparison = 'eq' | 'lt' | 'le';
export type Reduction = 'sum' | 'mean' | 'max' | 'min';

/** A convolution's geometry, one entry per spatial axis; before and after: zeros added at each end. */
export interface Window {
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly dilation: readonly number[];
}
export interface Convolution extends Window {
  readonly groups: number;
}
export interface Pooling extends Window {
  readonly kernel: readonly number[];
}

export interface Attributes {
  /** Row-major numbers. */
  readonly constant: { readonly data: readonly number[] };
  readonly fill: { readonly value: number };
  readonly unary: { readonly fn: UnaryFunction };
  readonly binary: { readonly fn: BinaryFunction };
  readonly compare: { readonly fn: Comparison };
  /** where(condition, a, b) */
  readonly select: object;
  readonly clip: { readonly low: number; readonly high: number };
  readonly cast: object;
  /** The same numbers without a way back for gradients. */
  readonly detach: object;
  readonly reshape: object;
  readonly transpose: { readonly permutation: readonly number[] };
  /** Sizes of 1 are repeated. */
  readonly expand: object;
  /** From starts, by steps, as many as the result has. A negative step reads backwards. */
  readonly slice: { readonly starts: readonly number[]; readonly steps: readonly number[] };
  /** The reverse: zeros with the input written at those places. */
  readonly place: { readonly starts: readonly number[]; readonly steps: readonly number[] };
  readonly pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number };
  readonly concat: { readonly axis: number };
  /** One tensor cut along an axis into several. */
  readonly split: { readonly axis: number };
  /** x, indices: the entries of x along the axis, the axis replaced by the axes of the indices. */
  readonly gather: { readonly axis: number };
  /** y, indices: the reverse, what falls on one entry is added up. */
  readonly scatter: { readonly axis: number };
  /** x, indices of the result's rank: one element of x for each, its place along the axis replaced (torch.gather). */
  readonly pick: { readonly axis: number };
  /** y, indices: the reverse, added up. */
  readonly unpick: { readonly axis: number };
  readonly reduce: { readonly fn: Reduction; readonly axes: readonly number[]; readonly keep: boolean };
  /** Place of the first largest, int64. */
  readonly argmax: { readonly axis: number; readonly keep: boolean };
  readonly cumsum: { readonly axis: number };
  readonly softmax: { readonly axis: number };
  readonly logSoftmax: { readonly axis: number };
  /** a[…, m, k] · b[…, k, n] */
  readonly matmul: object;
  /** x[N, C, …], w[F, C/groups, …] → y[N, F, …] */
  readonly conv: Convolution;
  /** y, w → x: the transposed convolution. */
  readonly convInput: Convolution;
  /** x, y → w */
  readonly convWeight: Convolution;
  /** x → largest, and its flat place in its own image (int64) */
  readonly maxPool: Pooling;
  /** y, places → x: what falls on one place is added up. */
  readonly unpool: object;
  /** Sum over each window. */
  readonly sumPool: Pooling;
  /** Its reverse: each number is added to all places of its window. */
  readonly spread: Pooling;
  /** x[N, C, …], weight[C], bias[C] → y, mean[C], biased variance[C], over all axes but 1. */
  readonly batchNorm: { readonly eps: number };
  /** x → (x − mean)/√(variance + eps) over the last `axes` axes, and 1/√(variance + eps) with those axes 1. */
  readonly normalise: { readonly axes: number; readonly eps: number };
}

export type Name = keyof Attributes;
