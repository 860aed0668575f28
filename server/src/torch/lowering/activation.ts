/** Activations, by PyTorch's definitions; where a kink lies, the gradient is PyTorch's too. */
import { type Builder, type ValueId, written } from '../../program';
import {
  axis,
  flag,
  type Lower,
  type Lowering,
  number,
  operand,
  outputShape,
  type Rules,
  tensor,
  text,
} from './lowering';

const formula =
  (f: (b: Builder, x: ValueId, l: Lowering) => ValueId): Lower =>
  (l) =>
    f(l.b, tensor(l), l);

const isPositive = (b: Builder, x: ValueId): ValueId => b.compare('lt', b.number(0), x);

/** low … high, with no gradient at or beyond the bounds (hardtanh's rule). */
export const between = (b: Builder, x: ValueId, low: number, high: number): ValueId =>
  b.apply('clip', { low: written(low), high: written(high) }, [x])[0] ?? x;

/** The negative part, so that exp never overflows where its gradient is not used. */
const negative = (b: Builder, x: ValueId): ValueId => b.neg(b.unary('relu', b.neg(x)));
const expm1 = (b: Builder, x: ValueId): ValueId => b.plus(b.unary('exp', x), -1);

/** max(0, x) + min(0, alpha·(exp(x/beta) − 1)), times scale */
const exponential = (b: Builder, x: ValueId, alpha: number, beta = 1, scale = 1): ValueId =>
  b.times(b.select(isPositive(b, x), x, b.times(expm1(b, b.times(negative(b, x), 1 / beta)), alpha)), scale);

const swish = (b: Builder, x: ValueId): ValueId => b.mul(x, b.unary('sigmoid', x));

export function gelu(b: Builder, x: ValueId, approximate = 'none'): ValueId {
  const half = b.times(x, 0.5);
  if (approximate !== 'tanh') return b.mul(half, b.plus(b.unary('erf', b.times(x, Math.SQRT1_2)), 1));
  const cubic = b.add(x, b.times(b.mul(x, b.mul(x, x)), 0.044715));
  return b.mul(half, b.plus(b.unary('tanh', b.times(cubic, Math.sqrt(2 / Math.PI))), 1));
}

/** The slopes stand along axis 1. */
function prelu(l: Lowering): ValueId {
  const [x, weight] = [tensor(l), tensor(l, 'weight')];
  const rank = l.b.rank(x);
  const slopes =
    l.b.rank(weight) === 1 && rank > 1
      ? l.b.reshape(weight, [l.b.shape(weight)[0] ?? 1, ...new Array<number>(rank - 2).fill(1)])
      : weight;
  return l.b.select(isPositive(l.b, x), x, l.b.mul(slopes, x));
}

function glu(l: Lowering): ValueId {
  const x = tensor(l);
  const at = axis(l, 'dim', l.b.rank(x), -1);
  const size = outputShape(l)[at] ?? 1;
  const [value = x, gate = x] = l.b.split(x, at, [size, size]);
  return l.b.mul(value, l.b.unary('sigmoid', gate));
}

const along =
  (name: 'softmax' | 'logSoftmax'): Lower =>
  (l) => {
    const x = l.b.cast(tensor(l), 'float32');
    const rank = l.b.rank(x);
    // Without dim: PyTorch's old default (axis 0 of 0, 1 or 3 axes, else 1).
    return l.b[name](x, axis(l, 'dim', rank, rank === 0 || rank === 1 || rank === 3 ? 0 : 1));
  };

export const rules: Rules = {
  'torch.nn.functional.relu': formula((b, x) => b.unary('relu', x)),
  'torch.nn.functional.relu6': formula((b, x) => between(b, x, 0, 6)),
  'torch.nn.functional.hardtanh': formula((b, x, l) =>
    between(b, x, number(l, 'min_val', -1), number(l, 'max_val', 1)),
  ),
  'torch.nn.functional.leaky_relu': formula((b, x, l) =>
    b.select(isPositive(b, x), x, b.times(x, number(l, 'negative_slope'))),
  ),
  'torch.nn.functional.rrelu': formula((b, x, l) => {
    if (flag(l, 'training')) l.refuse('rrelu draws its slopes while training');
    return b.select(isPositive(b, x), x, b.times(x, (number(l, 'lower') + number(l, 'upper')) / 2));
  }),
  'torch.nn.functional.prelu': prelu,
  'torch.nn.functional.elu': formula((b, x, l) => exponential(b, x, number(l, 'alpha', 1))),
  'torch.nn.functional.selu': formula((b, x) => exponential(b, x, 1.6732632423543772, 1, 1.0507009873554805)),
  'torch.nn.functional.celu': formula((b, x, l) => exponential(b, x, number(l, 'alpha', 1), number(l, 'alpha', 1))),
  'torch.nn.functional.gelu': formula((b, x, l) => gelu(b, x, text(l, 'approximate'))),
  'torch.nn.functional.silu': formula(swish),
  'torch.nn.functional.mish': formula((b, x) => b.mul(x, b.unary('tanh', b.unary('softplus', x)))),
  'torch.nn.functional.sigmoid': formula((b, x) => b.unary('sigmoid', x)),
  'torch.nn.functional.tanh': formula((b, x) => b.unary('tanh', x)),
  'torch.nn.functional.logsigmoid': formula((b, x) => b.neg(b.unary('softplus', b.neg(x)))),
  'torch.nn.functional.softplus': formula((b, x, l) => {
    const beta = number(l, 'beta', 1);
    const scaled = b.times(x, beta);
    const soft = b.times(b.unary('softplus', scaled), 1 / beta);
    return b.select(b.compare('lt', b.number(number(l, 'threshold', 20)), scaled), x, soft);
  }),
  'torch.nn.functional.softsign': formula((b, x) => b.div(x, b.plus(b.unary('abs', x), 1))),
  'torch.nn.functional.tanhshrink': formula((b, x) => b.sub(x, b.unary('tanh', x))),
  'torch.nn.functional.hardshrink': formula((b, x, l) =>
    b.select(b.compare('lt', b.number(number(l, 'lambd', 0.5)), b.unary('abs', x)), x, b.number(0)),
  ),
  'torch.nn.functional.softshrink': formula((b, x, l) =>
    b.mul(b.unary('sign', x), b.unary('relu', b.plus(b.unary('abs', x), -number(l, 'lambd', 0.5)))),
  ),
  'torch.nn.functional.hardsigmoid': formula((b, x) => b.times(between(b, b.plus(x, 3), 0, 6), 1 / 6)),
  // 0, x·(x + 3)/6, x
  'torch.nn.functional.hardswish': formula((b, x) => b.mul(x, b.times(between(b, b.plus(x, 3), 0, 6), 1 / 6))),
  'torch.nn.functional.threshold': formula((b, x, l) =>
    b.select(b.compare('lt', b.number(number(l, 'threshold')), x), x, operand(l, 'value', 'float32')),
  ),
  'torch.nn.functional.glu': glu,
  'torch.nn.functional.softmax': along('softmax'),
  'torch.softmax': along('softmax'),
  'torch.nn.functional.log_softmax': along('logSoftmax'),
  'torch.log_softmax': along('logSoftmax'),
};
