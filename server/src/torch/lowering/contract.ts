/** Products of matrices, linear layers, convolutions. */
import type { Convolution, ValueId } from '../../program';
import { type Dim, product } from '../../symbolic';
import { contracted } from './einsum';
import {
  fixed,
  type Lower,
  type Lowering,
  maybeTensor,
  number,
  outputShape,
  perAxis,
  type Rules,
  tensor,
  text,
} from './lowering';

/** x·Wᵀ + b, all leading axes as rows of one matrix. */
export function linear(l: Lowering, x: ValueId, weight: ValueId, bias: ValueId | undefined): ValueId {
  const shape = l.b.shape(x);
  const [out = 1, into = 1] = l.b.shape(weight);
  const rows = l.b.reshape(x, [product(shape.slice(0, -1)), into]);
  const y = l.b.matmul(rows, l.b.swap(weight));
  return l.b.reshape(bias === undefined ? y : l.b.add(y, bias), [...shape.slice(0, -1), out]);
}

/** torch.matmul: vectors become matrices of one row or column. */
export function multiplied(l: Lowering, x: ValueId, y: ValueId): ValueId {
  const [a, c] = [l.b.shape(x), l.b.shape(y)];
  const left = a.length === 1 ? l.b.reshape(x, [1, a[0] ?? 1]) : x;
  const right = c.length === 1 ? l.b.reshape(y, [c[0] ?? 1, 1]) : y;
  const found = l.b.matmul(left, right);
  if (a.length > 1 && c.length > 1) return found;
  const shape = l.b.shape(found);
  const rows = a.length === 1 ? [] : shape.slice(-2, -1);
  const columns = c.length === 1 ? [] : shape.slice(-1);
  return l.b.reshape(found, [...shape.slice(0, -2), ...rows, ...columns]);
}

const product2 =
  (left: string, right: string): Lower =>
  (l) =>
    multiplied(l, tensor(l, left), tensor(l, right));

/** beta·input + alpha·(a·b) */
const added =
  (left: string, right: string): Lower =>
  (l) => {
    const y = l.b.times(multiplied(l, tensor(l, left), tensor(l, right)), number(l, 'alpha', 1));
    return l.b.add(l.b.times(tensor(l), number(l, 'beta', 1)), y);
  };

/** One image without a batch gets a batch of one, and loses it again. */
function batched(l: Lowering, x: ValueId, n: number, work: (x: ValueId) => ValueId): ValueId {
  const shape = l.b.shape(x);
  if (shape.length === n + 2) return work(x);
  const y = work(l.b.reshape(x, [1, ...shape]));
  return l.b.reshape(y, l.b.shape(y).slice(1));
}

function withBias(l: Lowering, y: ValueId, n: number): ValueId {
  const bias = maybeTensor(l, 'bias');
  return bias === undefined
    ? y
    : l.b.add(y, l.b.reshape(bias, [l.b.shape(bias)[0] ?? 1, ...new Array<number>(n).fill(1)]));
}

const convolution =
  (n: number): Lower =>
  (l) => {
    const weight = tensor(l, 'weight');
    const kernel = fixed(l, l.b.shape(weight).slice(2));
    const dilation = perAxis(l, 'dilation', n, new Array<number>(n).fill(1));
    const named = text(l, 'padding');
    // 'same' puts the odd zero at the end.
    const whole = kernel.map((k, i) => (k - 1) * (dilation[i] ?? 1));
    const padding = named === undefined ? perAxis(l, 'padding', n, new Array<number>(n).fill(0)) : undefined;
    const window: Convolution = {
      stride: perAxis(l, 'stride', n, new Array<number>(n).fill(1)),
      before: padding ?? whole.map((size) => (named === 'same' ? Math.floor(size / 2) : 0)),
      after: padding ?? whole.map((size) => (named === 'same' ? Math.ceil(size / 2) : 0)),
      dilation,
      groups: number(l, 'groups', 1),
    };
    return batched(l, tensor(l), n, (x) => withBias(l, l.b.conv(x, weight, window), n));
  };

const transposed =
  (n: number): Lower =>
  (l) => {
    const weight = tensor(l, 'weight');
    const padding = perAxis(l, 'padding', n, new Array<number>(n).fill(0));
    const groups = number(l, 'groups', 1);
    const stride = perAxis(l, 'stride', n, new Array<number>(n).fill(1));
    const extra = perAxis(l, 'output_padding', n, new Array<number>(n).fill(0));
    if (extra.some((size, i) => size >= (stride[i] ?? 1)))
      l.refuse('output_padding as large as the stride is not trained here');
    const window: Convolution = {
      stride,
      before: padding,
      after: padding,
      dilation: perAxis(l, 'dilation', n, new Array<number>(n).fill(1)),
      groups,
    };
    const space = outputShape(l).slice(-n);
    const channels = Number(l.b.shape(weight)[1] ?? 1) * groups;
    return batched(l, tensor(l), n, (y) => {
      const size: Dim[] = [l.b.shape(y)[0] ?? 1, channels, ...space];
      return withBias(l, l.b.convInput(y, weight, window, size), n);
    });
  };

export const rules: Rules = {
  'torch.nn.functional.linear': (l) => linear(l, tensor(l), tensor(l, 'weight'), maybeTensor(l, 'bias')),
  'torch.matmul': product2('input', 'other'),
  'torch.mm': product2('input', 'mat2'),
  'torch.bmm': product2('input', 'mat2'),
  'torch.mv': product2('input', 'vec'),
  'torch.dot': product2('input', 'other'),
  'torch.outer': (l) => {
    const [x, y] = [tensor(l), tensor(l, 'vec2')];
    return l.b.mul(l.b.reshape(x, [...l.b.shape(x), 1]), y);
  },
  'torch.addmm': added('mat1', 'mat2'),
  'torch.baddbmm': added('batch1', 'batch2'),
  'torch.addmv': added('mat', 'vec'),
  'torch.einsum': contracted,
  'torch.nn.functional.conv1d': convolution(1),
  'torch.nn.functional.conv2d': convolution(2),
  'torch.nn.functional.conv3d': convolution(3),
  'torch.nn.functional.conv_transpose1d': transposed(1),
  'torch.nn.functional.conv_transpose2d': transposed(2),
  'torch.nn.functional.conv_transpose3d': transposed(3),
};
