/** Writes a program: every primitive as a function from values to a value, sizes worked out by its own rule. */
import { type Dim, equal } from '../symbolic';
import type {
  Attributes,
  BinaryFunction,
  Comparison,
  Convolution,
  Name,
  Pooling,
  Reduction,
  UnaryFunction,
} from './attributes';
import { written } from './infinite';
import { resultsOf } from './primitives';
import type { Element, Step, TensorType, ValueId } from './program';
import { numbers, sameShape } from './shapes';

/** Begins a program, or goes on with one. */
export function createBuilder(
  start: { readonly values: readonly TensorType[]; readonly steps: readonly Step[] } = { values: [], steps: [] },
) {
  const values: TensorType[] = [...start.values];
  const steps: Step[] = [...start.steps];
  let origin: number | undefined;

  /** A value that nothing makes: an input, a parameter. */
  const source = (shape: readonly Dim[], element: Element = 'float32'): ValueId => values.push({ shape, element }) - 1;

  const type = (x: ValueId): TensorType => {
    const found = values[x];
    if (!found) throw new Error(`the program has no value ${x}`);
    return found;
  };
  const shape = (x: ValueId): readonly Dim[] => type(x).shape;

  /** Any primitive; `wanted` where the sizes of its results are the caller's choice. */
  function apply<N extends Name>(
    name: N,
    attributes: Attributes[N],
    inputs: readonly ValueId[],
    wanted: readonly TensorType[] = [],
  ): readonly ValueId[] {
    const outputs = resultsOf(name, inputs.map(type), attributes, wanted).map((result) => values.push(result) - 1);
    const step = { name, attributes, inputs, outputs, ...(origin === undefined ? {} : { origin }) };
    steps.push(step as Step); // name and attributes belong together here as they do there
    return outputs;
  }

  function one<N extends Name>(
    name: N,
    attributes: Attributes[N],
    inputs: readonly ValueId[],
    wanted: readonly TensorType[] = [],
  ): ValueId {
    return apply(name, attributes, inputs, wanted)[0] ?? -1;
  }
  const like = (x: ValueId, size: readonly Dim[]): TensorType[] => [{ shape: size, element: type(x).element }];

  const unary = (fn: UnaryFunction, x: ValueId): ValueId => one('unary', { fn }, [x]);
  const binary = (fn: BinaryFunction, x: ValueId, y: ValueId): ValueId => one('binary', { fn }, [x, y]);
  const reshape = (x: ValueId, size: readonly Dim[]): ValueId =>
    sameShape(shape(x), size) ? x : one('reshape', {}, [x], like(x, size));
  const transpose = (x: ValueId, permutation: readonly number[]): ValueId =>
    permutation.every((axis, i) => axis === i) ? x : one('transpose', { permutation }, [x]);
  const reduce = (fn: Reduction, x: ValueId, axes: readonly number[], keep = false): ValueId =>
    axes.length === 0 ? x : one('reduce', { fn, axes, keep }, [x]);

  /** Adds up what broadcasting repeated. */
  function sumTo(x: ValueId, size: readonly Dim[]): ValueId {
    const from = shape(x);
    if (sameShape(from, size)) return x;
    const lead = from.length - size.length;
    const axes = from.flatMap((dim, i) => (i < lead || (size[i - lead] === 1 && equal(dim, 1) !== 'yes') ? [i] : []));
    return reshape(reduce('sum', x, axes, true), size);
  }

  return {
    values,
    steps,
    /** Index into the program's origins, stamped on the steps that follow. */
    setOrigin: (at: number | undefined): void => {
      origin = at;
    },
    source,
    type,
    shape,
    /** Sizes as numbers; throws where one is a symbol. */
    sizes: (x: ValueId): number[] => numbers(shape(x)),
    rank: (x: ValueId): number => shape(x).length,
    apply,
    constant: (data: readonly number[], size: readonly Dim[], element: Element = 'float32'): ValueId =>
      one('constant', { data: data.map(written) }, [], [{ shape: size, element }]),
    fill: (value: number, size: readonly Dim[], element: Element = 'float32'): ValueId =>
      one('fill', { value: written(value) }, [], [{ shape: size, element }]),
    /** A scalar. */
    number: (value: number, element: Element = 'float32'): ValueId =>
      one('fill', { value: written(value) }, [], [{ shape: [], element }]),
    unary,
    binary,
    add: (x: ValueId, y: ValueId): ValueId => binary('add', x, y),
    sub: (x: ValueId, y: ValueId): ValueId => binary('sub', x, y),
    mul: (x: ValueId, y: ValueId): ValueId => binary('mul', x, y),
    div: (x: ValueId, y: ValueId): ValueId => binary('div', x, y),
    neg: (x: ValueId): ValueId => unary('neg', x),
    /** x · k */
    times: (x: ValueId, k: number): ValueId =>
      k === 1 ? x : binary('mul', x, one('fill', { value: written(k) }, [], [{ shape: [], element: type(x).element }])),
    /** x + k */
    plus: (x: ValueId, k: number): ValueId =>
      k === 0 ? x : binary('add', x, one('fill', { value: written(k) }, [], [{ shape: [], element: type(x).element }])),
    compare: (fn: Comparison, x: ValueId, y: ValueId): ValueId => one('compare', { fn }, [x, y]),
    select: (condition: ValueId, x: ValueId, y: ValueId): ValueId => one('select', {}, [condition, x, y]),
    cast: (x: ValueId, element: Element): ValueId =>
      type(x).element === element ? x : one('cast', {}, [x], [{ shape: shape(x), element }]),
    detach: (x: ValueId): ValueId => one('detach', {}, [x]),
    reshape,
    transpose,
    /** Exchanges the last two axes. */
    swap: (x: ValueId): ValueId => {
      const rank = shape(x).length;
      return transpose(x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
    },
    expand: (x: ValueId, size: readonly Dim[]): ValueId =>
      sameShape(shape(x), size) ? x : one('expand', {}, [x], like(x, size)),
    slice: (
      x: ValueId,
      starts: readonly number[],
      size: readonly Dim[],
      steps: readonly number[] = size.map(() => 1),
    ): ValueId =>
      sameShape(shape(x), size) && steps.every((s) => s === 1)
        ? x
        : one('slice', { starts, steps }, [x], like(x, size)),
    place: (x: ValueId, starts: readonly number[], size: readonly Dim[], steps: readonly number[]): ValueId =>
      one('place', { starts, steps }, [x], like(x, size)),
    pad: (x: ValueId, before: readonly number[], after: readonly number[], value = 0): ValueId =>
      [...before, ...after].every((n) => n === 0) ? x : one('pad', { before, after, value: written(value) }, [x]),
    concat: (xs: readonly ValueId[], axis: number): ValueId =>
      xs.length === 1 ? (xs[0] ?? -1) : one('concat', { axis }, xs),
    split: (x: ValueId, axis: number, sizes: readonly Dim[]): readonly ValueId[] =>
      sizes.length === 1
        ? [x]
        : apply(
            'split',
            { axis },
            [x],
            sizes.map((size) => ({ shape: shape(x).with(axis, size), element: type(x).element })),
          ),
    gather: (x: ValueId, indices: ValueId, axis: number): ValueId => one('gather', { axis }, [x, indices]),
    scatter: (y: ValueId, indices: ValueId, axis: number, size: readonly Dim[]): ValueId =>
      one('scatter', { axis }, [y, indices], like(y, size)),
    pick: (x: ValueId, indices: ValueId, axis: number): ValueId => one('pick', { axis }, [x, indices]),
    unpick: (y: ValueId, indices: ValueId, axis: number, size: readonly Dim[]): ValueId =>
      one('unpick', { axis }, [y, indices], like(y, size)),
    reduce,
    sumTo,
    argmax: (x: ValueId, axis: number, keep = false): ValueId => one('argmax', { axis, keep }, [x]),
    cumsum: (x: ValueId, axis: number): ValueId => one('cumsum', { axis }, [x]),
    softmax: (x: ValueId, axis: number): ValueId => one('softmax', { axis }, [x]),
    logSoftmax: (x: ValueId, axis: number): ValueId => one('logSoftmax', { axis }, [x]),
    matmul: (x: ValueId, y: ValueId): ValueId => one('matmul', {}, [x, y]),
    conv: (x: ValueId, w: ValueId, window: Convolution): ValueId => one('conv', window, [x, w]),
    /** The transposed convolution: `size` is that of its result. */
    convInput: (y: ValueId, w: ValueId, window: Convolution, size: readonly Dim[]): ValueId =>
      one('convInput', window, [y, w], like(y, size)),
    convWeight: (x: ValueId, y: ValueId, window: Convolution, size: readonly Dim[]): ValueId =>
      one('convWeight', window, [x, y], like(x, size)),
    sumPool: (x: ValueId, window: Pooling): ValueId => one('sumPool', window, [x]),
    spread: (y: ValueId, window: Pooling, size: readonly Dim[]): ValueId => one('spread', window, [y], like(y, size)),
  };
}

export type Builder = ReturnType<typeof createBuilder>;
