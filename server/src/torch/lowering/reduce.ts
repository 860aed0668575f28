/** Many numbers become one. */
import type { Reduction, ValueId } from '../../program';
import { type Dim, equal } from '../../symbolic';
import {
  argument,
  axes,
  axis,
  every,
  fixed,
  flag,
  type Lower,
  type Lowering,
  number,
  outputElement,
  outputShape,
  type Rules,
  tensor,
  text,
} from './lowering';

const reduced =
  (fn: Reduction): Lower =>
  (l) => {
    const x = l.b.cast(tensor(l), outputElement(l));
    return l.b.reduce(fn, x, axes(l, 'dim', l.b.rank(x)), flag(l, 'keepdim'));
  };

/** `max(dim=…)` gives values and places, `max()` one number, `max(x, y)` the larger of each. */
const extremum =
  (fn: 'max' | 'min'): Lower =>
  (l) => {
    const x = tensor(l);
    const rank = l.b.rank(x);
    const other = argument(l, 'other') ?? argument(l, 'dim');
    if (other?.kind === 'tensor') return l.b.binary(fn, x, l.input(other.input));
    if (argument(l, 'dim') === undefined) return l.b.reduce(fn, x, every(rank));
    const at = axis(l, 'dim', rank);
    const places = l.b.argmax(fn === 'max' ? x : l.b.neg(x), at, true);
    const keep = (value: ValueId): ValueId => l.b.reshape(value, outputShape(l));
    return [keep(l.b.pick(x, places, at)), keep(places)];
  };

const placed =
  (sign: 1 | -1): Lower =>
  (l) => {
    const given = tensor(l);
    const x = l.b.cast(given, 'float32');
    const all = argument(l, 'dim') === undefined;
    const flat = all ? l.b.reshape(x, [fixed(l, l.b.shape(x)).reduce((n, size) => n * size, 1)]) : x;
    const at = all ? 0 : axis(l, 'dim', l.b.rank(x));
    return l.b.reshape(l.b.argmax(sign > 0 ? flat : l.b.neg(flat), at), outputShape(l));
  };

/** How many numbers lie along some axes, as a scalar: the batch may be among them. */
export function counted(l: Lowering, shape: readonly Dim[]): ValueId {
  const known = shape.reduce<number>((n, size) => (typeof size === 'number' ? n * size : n), 1);
  const open = shape.filter((size) => typeof size !== 'number');
  return open.reduce<ValueId>((n, size) => l.b.mul(n, l.b.reduce('sum', l.b.fill(1, [size]), [0])), l.b.number(known));
}

/** Σ(x − mean)²/(n − correction) */
function variance(l: Lowering): { readonly variance: ValueId; readonly mean: ValueId } {
  const x = tensor(l);
  const over = axes(l, 'dim', l.b.rank(x));
  const keep = flag(l, 'keepdim');
  const mean = l.b.reduce('mean', x, over, true);
  const difference = l.b.sub(x, mean);
  const squares = l.b.reduce('sum', l.b.mul(difference, difference), over, keep);
  const given = argument(l, 'unbiased');
  const correction = given?.kind === 'bool' && !given.value ? 0 : number(l, 'correction', 1);
  const n = counted(
    l,
    over.map((at) => l.b.shape(x)[at] ?? 1),
  );
  return { variance: l.b.div(squares, l.b.plus(n, -correction)), mean: l.b.reshape(mean, l.b.shape(squares)) };
}

/** √s, with gradient 0 where s is 0, as PyTorch has it for norms. */
export function rootOf(l: Pick<Lowering, 'b'>, squares: ValueId): ValueId {
  const isZero = l.b.compare('eq', squares, l.b.number(0));
  return l.b.select(isZero, l.b.number(0), l.b.unary('sqrt', l.b.select(isZero, l.b.number(1), squares)));
}

/** Length of vectors by their p-norm along some axes, which stay. */
export function normAlong(l: Lowering, x: ValueId, p: number, over: readonly number[]): ValueId {
  if (p === 2) return rootOf(l, l.b.reduce('sum', l.b.mul(x, x), over, true));
  const size = l.b.unary('abs', x);
  if (p === 1) return l.b.reduce('sum', size, over, true);
  if (p === Infinity) return l.b.reduce('max', size, over, true);
  const sum = l.b.reduce('sum', l.b.binary('pow', size, l.b.number(p)), over, true);
  return l.b.binary('pow', sum, l.b.number(1 / p));
}

const norm =
  (name: string): Lower =>
  (l) => {
    const x = tensor(l);
    const given = text(l, name);
    if (given !== undefined && given !== 'fro') l.refuse(`the norm '${given}' is not trained here`);
    const p = given === 'fro' ? 2 : number(l, name, 2);
    return l.b.reshape(normAlong(l, x, p, axes(l, 'dim', l.b.rank(x))), outputShape(l));
  };

/** ln Σ exp(x), the largest taken out first. */
function logSumExp(l: Lowering): ValueId {
  const x = tensor(l);
  const over = axes(l, 'dim', l.b.rank(x));
  const most = l.b.detach(l.b.reduce('max', x, over, true));
  const sum = l.b.reduce('sum', l.b.unary('exp', l.b.sub(x, most)), over, true);
  return l.b.reshape(l.b.add(l.b.unary('log', sum), most), outputShape(l));
}

const truth =
  (fn: 'max' | 'min'): Lower =>
  (l) => {
    const x = l.b.cast(l.b.cast(tensor(l), 'bool'), 'float32');
    return l.b.cast(l.b.reduce(fn, x, axes(l, 'dim', l.b.rank(x)), flag(l, 'keepdim')), 'bool');
  };

/** x / max(‖x‖, eps) */
function normalized(l: Lowering): ValueId {
  const x = tensor(l);
  const size = normAlong(l, x, number(l, 'p', 2), axes(l, 'dim', l.b.rank(x)));
  const eps = l.b.number(number(l, 'eps', 1e-12));
  return l.b.div(x, l.b.select(l.b.compare('le', eps, size), size, eps));
}

function similarity(l: Lowering): ValueId {
  const [x, y] = [tensor(l, 'x1'), tensor(l, 'x2')];
  const product = l.b.mul(x, y);
  const at = axis(l, 'dim', l.b.rank(product), 1);
  const eps = l.b.number(number(l, 'eps', 1e-8));
  const size = (v: ValueId): ValueId => {
    const length = normAlong(l, v, 2, [at]);
    return l.b.select(l.b.compare('le', eps, length), length, eps);
  };
  return l.b.reshape(l.b.reduce('sum', l.b.mul(l.b.div(x, size(x)), l.b.div(y, size(y))), [at]), outputShape(l));
}

/** The product along an axis of known, small size. */
function multiplied(l: Lowering): ValueId {
  const x = l.b.cast(tensor(l), outputElement(l));
  const rank = l.b.rank(x);
  return axes(l, 'dim', rank).reduce<ValueId>((left, at) => {
    const size = l.b.shape(left)[at] ?? 1;
    if (typeof size !== 'number' || (equal(size, 64) === 'no' && size > 64))
      return l.refuse('a product of more than 64 numbers is not trained here');
    const parts = l.b.split(left, at, new Array<number>(size).fill(1));
    return parts.slice(1).reduce<ValueId>((product, part) => l.b.mul(product, part), parts[0] ?? left);
  }, x);
}

export const rules: Rules = {
  'torch.sum': reduced('sum'),
  'torch.mean': reduced('mean'),
  'torch.amax': reduced('max'),
  'torch.amin': reduced('min'),
  'torch.prod': (l) => l.b.reshape(multiplied(l), outputShape(l)),
  'torch.max': extremum('max'),
  'torch.min': extremum('min'),
  'torch.argmax': placed(1),
  'torch.argmin': placed(-1),
  'torch.all': truth('min'),
  'torch.any': truth('max'),
  'torch.var': (l) => variance(l).variance,
  'torch.std': (l) => l.b.unary('sqrt', variance(l).variance),
  'torch.var_mean': (l) => {
    const found = variance(l);
    return [found.variance, found.mean];
  },
  'torch.std_mean': (l) => {
    const found = variance(l);
    return [l.b.unary('sqrt', found.variance), found.mean];
  },
  'torch.norm': norm('p'),
  'torch.linalg.norm': norm('ord'),
  'torch.linalg.vector_norm': norm('ord'),
  'torch.logsumexp': logSumExp,
  'torch.nn.functional.normalize': normalized,
  'torch.nn.functional.cosine_similarity': similarity,
};
