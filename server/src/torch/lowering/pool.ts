/** Pooling. */
import type { Pooling, ValueId } from '../../program';
import type { Dim } from '../../symbolic';
import {
  every,
  fixed,
  flag,
  type Lower,
  type Lowering,
  maybeNumber,
  maybeNumbers,
  number,
  outputShape,
  perAxis,
  type Rules,
  tensor,
} from './lowering';

/** Work on [batch, channels, space], whatever the batch is. */
function planes(l: Lowering, n: number, work: (x: ValueId) => ValueId): ValueId {
  const x = tensor(l);
  const shape = l.b.shape(x);
  if (shape.length === n + 2) return work(x);
  const y = work(l.b.reshape(x, [1, ...shape]));
  return l.b.reshape(y, outputShape(l));
}

/** The window; `after` is what makes the result as large as PyTorch's rule, ceil_mode included, says. */
function windowOf(l: Lowering, n: number, space: readonly number[], out: readonly number[]): Pooling {
  const kernel = perAxis(l, 'kernel_size', n);
  const stride = perAxis(l, 'stride', n, kernel);
  const before = perAxis(l, 'padding', n, new Array<number>(n).fill(0));
  const dilation = perAxis(l, 'dilation', n, new Array<number>(n).fill(1));
  const after = space.map((size, i) => {
    const needed = ((out[i] ?? 1) - 1) * (stride[i] ?? 1) + ((kernel[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1;
    return Math.max(needed - size - (before[i] ?? 0), 0);
  });
  return { kernel, stride, before, after, dilation };
}

const spaceOf = (l: Lowering, shape: readonly Dim[], n: number): number[] => fixed(l, shape.slice(-n));

const maxPool =
  (n: number): Lower =>
  (l) => {
    const window = windowOf(l, n, spaceOf(l, l.b.shape(tensor(l)), n), spaceOf(l, outputShape(l), n));
    if (l.record.outputs.length > 1 || flag(l, 'return_indices'))
      l.refuse('the places of a max pool are not kept here');
    return planes(l, n, (x) => l.b.apply('maxPool', window, [x])[0] ?? x);
  };

const avgPool =
  (n: number): Lower =>
  (l) => {
    const space = spaceOf(l, l.b.shape(tensor(l)), n);
    const out = spaceOf(l, outputShape(l), n);
    const window = windowOf(l, n, space, out);
    return planes(l, n, (x) => averaged(l, x, window, countsOf(l, window, space, out)));
  };

/** What each sum is divided by, along each axis: PyTorch cuts windows at the padded border, or at the input's. */
function countsOf(
  l: Lowering,
  w: Pooling,
  space: readonly number[],
  out: readonly number[],
): readonly (readonly number[])[] {
  const withPadding = l.record.args.get('count_include_pad');
  const isWhole = withPadding?.kind !== 'bool' || withPadding.value;
  return out.map((size, i) => {
    const [padding, kernel, step, whole] = [w.before[i] ?? 0, w.kernel[i] ?? 1, w.stride[i] ?? 1, space[i] ?? 1];
    return every(size).map((o) => {
      const start = o * step - padding;
      const end = Math.min(start + kernel, whole + padding);
      return isWhole ? end - start : Math.min(end, whole) - Math.max(start, 0);
    });
  });
}

function averaged(l: Lowering, x: ValueId, window: Pooling, counts: readonly (readonly number[])[]): ValueId {
  const sum = l.b.sumPool(x, window);
  const divisor = maybeNumber(l, 'divisor_override');
  if (divisor !== undefined) return l.b.times(sum, 1 / divisor);
  if (counts.every((line) => line.every((n) => n === line[0])))
    return l.b.times(sum, 1 / counts.reduce((n, line) => n * (line[0] ?? 1), 1));
  const shares = counts.reduce<number[]>((all, line) => all.flatMap((n) => line.map((m) => n / m)), [1]);
  return l.b.mul(
    sum,
    l.b.constant(
      shares,
      counts.map((line) => line.length),
    ),
  );
}

/** Output i reads inputs ⌊i·in/out⌋ … ⌈(i + 1)·in/out⌉ − 1. */
const share = (i: number, into: number, out: number): readonly [number, number] => [
  Math.floor((i * into) / out),
  Math.ceil(((i + 1) * into) / out),
];

const adaptiveAverage =
  (n: number): Lower =>
  (l) => {
    const x = tensor(l);
    const rank = l.b.rank(x);
    const space = spaceOf(l, l.b.shape(x), n);
    const out = spaceOf(l, outputShape(l), n);
    if (out.every((size) => size === 1))
      return l.b.reduce(
        'mean',
        x,
        every(n).map((i) => rank - n + i),
        true,
      );
    if (out.every((size, i) => (space[i] ?? 1) % size === 0)) {
      const kernel = out.map((size, i) => (space[i] ?? 1) / size);
      return planes(l, n, (p) => l.b.times(l.b.sumPool(p, plain(kernel)), 1 / kernel.reduce((a, k) => a * k, 1)));
    }
    return out.reduce<ValueId>((y, size, i) => {
      const into = space[i] ?? 1;
      const matrix = every(size).map((o) => {
        const [from, to] = share(o, into, size);
        return every(into).map((at) => (at >= from && at < to ? 1 / (to - from) : 0));
      });
      return mapped(l, y, rank - n + i, matrix);
    }, x);
  };

const plain = (kernel: readonly number[]): Pooling => ({
  kernel,
  stride: kernel,
  before: kernel.map(() => 0),
  after: kernel.map(() => 0),
  dilation: kernel.map(() => 1),
});

/** One matrix along one axis: y[…, o, …] = Σ matrix[o][i]·x[…, i, …]. */
export function mapped(l: Lowering, x: ValueId, at: number, matrix: readonly (readonly number[])[]): ValueId {
  const [out, into] = [matrix.length, matrix[0]?.length ?? 0];
  if (out === into && matrix.every((row, o) => row.every((v, i) => v === Number(o === i)))) return x;
  const rank = l.b.rank(x);
  if (at === rank - 1)
    return l.b.matmul(
      x,
      l.b.constant(
        every(into).flatMap((i) => matrix.map((row) => row[i] ?? 0)),
        [into, out],
      ),
    );
  const table = l.b.constant(matrix.flat(), [out, into]);
  if (at === rank - 2) return l.b.matmul(table, x);
  const order = [...every(rank).filter((i) => i !== at), at];
  const turned = mapped(l, l.b.transpose(x, order), rank - 1, matrix);
  return l.b.transpose(
    turned,
    every(rank).map((i) => order.indexOf(i)),
  );
}

const adaptiveMax =
  (n: number): Lower =>
  (l) => {
    if (l.record.outputs.length > 1) l.refuse('the places of a max pool are not kept here');
    const space = spaceOf(l, l.b.shape(tensor(l)), n);
    const out = spaceOf(l, outputShape(l), n);
    if (out.some((size, i) => (space[i] ?? 1) % size !== 0))
      l.refuse('an adaptive max pool is trained where the input is a multiple of the output');
    const window = plain(out.map((size, i) => (space[i] ?? 1) / size));
    return planes(l, n, (x) => l.b.apply('maxPool', window, [x])[0] ?? x);
  };

/** x / (k + alpha·mean over neighbouring channels of x²)^beta (Krizhevsky 2012); the mean counts the padding. */
function localResponse(l: Lowering): ValueId {
  const x = tensor(l);
  const size = number(l, 'size');
  const [batch = 1, channels = 1, ...space] = l.b.shape(x);
  const rest = fixed(l, space).reduce((a, s) => a * s, 1);
  const squares = l.b.reshape(l.b.mul(x, x), [batch, 1, channels, rest]);
  const window: Pooling = {
    kernel: [size, 1],
    stride: [1, 1],
    before: [Math.floor(size / 2), 0],
    after: [Math.floor((size - 1) / 2), 0],
    dilation: [1, 1],
  };
  const mean = l.b.times(l.b.reshape(l.b.sumPool(squares, window), l.b.shape(x)), number(l, 'alpha', 1e-4) / size);
  return l.b.div(x, l.b.binary('pow', l.b.plus(mean, number(l, 'k', 1)), l.b.number(number(l, 'beta', 0.75))));
}

/** Constant padding, or copies from inside. */
function padded(l: Lowering): ValueId {
  const x = tensor(l);
  const rank = l.b.rank(x);
  const pad = maybeNumbers(l, 'pad') ?? [];
  const modeArgument = l.record.args.get('mode');
  const mode = modeArgument?.kind === 'str' ? modeArgument.value : 'constant';
  // Pairs from the last axis on.
  const sides = every(rank).map((at) => {
    const i = 2 * (rank - 1 - at);
    return [pad[i] ?? 0, pad[i + 1] ?? 0] as const;
  });
  const cut = sides.some((pair) => pair.some((n) => n < 0)) ? cropped(l, x, sides) : x;
  const grown = sides.map(([a, c]) => [Math.max(a, 0), Math.max(c, 0)] as const);
  if (mode === 'constant')
    return l.b.pad(
      cut,
      grown.map(([a]) => a),
      grown.map(([, c]) => c),
      number(l, 'value', 0),
    );
  return grown.reduce<ValueId>((y, [before, after], at) => {
    if (before === 0 && after === 0) return y;
    const [size = 1] = fixed(l, [l.b.shape(y)[at] ?? 1]);
    const places = Array.from({ length: before + size + after }, (_, i) => sourceOf(mode, i - before, size));
    return l.b.gather(y, l.b.constant(places, [places.length], 'int64'), at);
  }, cut);
}

function sourceOf(mode: string, i: number, size: number): number {
  if (mode === 'replicate') return Math.min(Math.max(i, 0), size - 1);
  if (mode === 'circular') return ((i % size) + size) % size;
  return i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
}

function cropped(l: Lowering, x: ValueId, sides: readonly (readonly [number, number])[]): ValueId {
  const starts = sides.map(([a]) => Math.max(-a, 0));
  const shape = l.b.shape(x).map((size, at) => {
    const less = Math.max(-(sides[at]?.[0] ?? 0), 0) + Math.max(-(sides[at]?.[1] ?? 0), 0);
    return less === 0 ? size : (fixed(l, [size])[0] ?? 1) - less;
  });
  return l.b.slice(x, starts, shape);
}

export const rules: Rules = {
  'torch.nn.functional.max_pool1d': maxPool(1),
  'torch.nn.functional.max_pool2d': maxPool(2),
  'torch.nn.functional.max_pool3d': maxPool(3),
  'torch.nn.functional.avg_pool1d': avgPool(1),
  'torch.nn.functional.avg_pool2d': avgPool(2),
  'torch.nn.functional.avg_pool3d': avgPool(3),
  'torch.nn.functional.adaptive_avg_pool1d': adaptiveAverage(1),
  'torch.nn.functional.adaptive_avg_pool2d': adaptiveAverage(2),
  'torch.nn.functional.adaptive_avg_pool3d': adaptiveAverage(3),
  'torch.nn.functional.adaptive_max_pool1d': adaptiveMax(1),
  'torch.nn.functional.adaptive_max_pool2d': adaptiveMax(2),
  'torch.nn.functional.adaptive_max_pool3d': adaptiveMax(3),
  'torch.nn.functional.local_response_norm': localResponse,
  'torch.nn.functional.pad': padded,
};
