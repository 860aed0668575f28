/** Making tensors: of one value, of given data, of a range. */
import { type Arguments, type DType, int, NotKnown, type TensorValue, toInt, type Value } from '../../python';
import { ceilDiv, type Dim, less, sub } from '../../symbolic';
import { tensor } from '../common/arguments';
import {
  type Data,
  dataOf,
  defaultDtype,
  filled,
  keywordDtype,
  newSizes,
  sizesOf,
  wantsGrad,
} from '../common/creation';
import { dtypeArgument, numberDtype, orDtype } from '../common/dtypes';
import { rounding } from '../common/elementwise';
import { keptStrides } from '../common/iterate';
import { arrow } from '../common/records';
import { KEPT_VALUES } from '../common/shapes';
import { page } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { isFloating, shapeOf } from '../tensor';

const making = { category: 'create', explain: arrow } as const;

function constant(a: Arguments, c: OpContext, value: number | undefined): Value {
  const shape = sizesOf(a, c);
  const dtype = orDtype(keywordDtype(a), defaultDtype(c.interpreter));
  return c.tensor(shape, { dtype, values: filled(shape, value), requiresGrad: wantsGrad(a) });
}

const constantOp = (name: string, doc: string, value: number | undefined): OpDeclaration => ({
  ...making,
  name: `torch.${name}`,
  signature: '(*size, **kwargs)',
  doc,
  reference: page(`torch.${name}`),
  run: (a, c) => constant(a, c, value),
  examples: [
    { code: `torch.${name}(2, 3)`, output: [2, 3] },
    { code: `torch.${name}((2, 3), dtype=torch.long)`, output: [2, 3] },
    { code: `torch.${name}(2, -3)`, problem: 'CS124' },
  ],
});

/** `zeros_like(x)` keeps sizes, dtype and layout. */
function likeOp(name: string, doc: string, value: number | undefined): OpDeclaration {
  return {
    ...making,
    name: `torch.${name}_like`,
    signature: '(input, **kwargs)',
    doc,
    reference: page(`torch.${name}_like`),
    run: (a, c) => {
      const x = tensor(a, 'input');
      return c.tensor(shapeOf(x), {
        dtype: orDtype(keywordDtype(a), x.dtype),
        strides: keptStrides(x),
        values: filled(shapeOf(x), value),
        requiresGrad: wantsGrad(a),
      });
    },
    detached: true,
    examples: [{ code: `torch.${name}_like(x)`, inputs: { x: '2x3' }, output: [2, 3] }],
  };
}

/** `x.new_zeros(2, 3)` keeps dtype and device. */
function newOp(name: string, value: number | undefined): OpDeclaration {
  return {
    ...making,
    name: `torch.Tensor.new_${name}`,
    signature: '(input, *size, **kwargs)',
    doc: 'A new tensor of the same dtype and device.',
    reference: page(`torch.Tensor.new_${name}`),
    run: (a, c) => {
      const shape = sizesOf(a, c);
      return c.tensor(shape, {
        dtype: orDtype(keywordDtype(a), tensor(a, 'input').dtype),
        values: filled(shape, value),
        requiresGrad: wantsGrad(a),
      });
    },
    detached: true,
    examples: [{ code: `x.new_${name}(2, 3)`, inputs: { x: '5' }, output: [2, 3] }],
  };
}

const numberOf = (value: Value): number | undefined => {
  if (value.kind === 'tensor') return value.values?.length === 1 ? value.values[0] : undefined;
  if (value.kind === 'bool') return value.value ? 1 : 0;
  return (value.kind === 'int' || value.kind === 'float') && typeof value.value === 'number' ? value.value : undefined;
};

function full(a: Arguments, c: OpContext, shape: readonly Dim[], otherwise: DType | undefined): Value {
  const fill = a.raw('fill_value');
  const inferred =
    otherwise ??
    (fill.kind === 'tensor' ? fill.dtype : fill.kind === 'float' ? defaultDtype(c.interpreter) : numberDtype(fill));
  return c.tensor(shape, {
    dtype: orDtype(keywordDtype(a), inferred),
    values: filled(shape, numberOf(fill)),
    requiresGrad: wantsGrad(a),
  });
}

const sizeArgument = (a: Arguments, c: OpContext, name = 'size'): readonly Dim[] =>
  newSizes(a.ints(name) ?? [a.int(name)], c);

/** A number of any kind; a symbol stays one. */
function scalar(a: Arguments, name: string): Value {
  const value = a.raw(name);
  if (value.kind === 'unknown') throw new NotKnown(value);
  return value;
}

/** `arange(end)`, `arange(start, end)`, `arange(start, end, step)`: ⌈(end − start)/step⌉ elements. */
function arange(a: Arguments, c: OpContext): Value {
  const alone = !a.given.has('end');
  const start = alone ? int(0) : scalar(a, 'start');
  const end = alone ? scalar(a, 'start') : scalar(a, 'end');
  const step = scalar(a, 'step');
  const whole = [start, end, step].map((v) => (v.kind === 'float' ? undefined : toInt(v)));
  const given = orDtype(keywordDtype(a), undefined);
  const floats = [start, end, step].some((v) => v.kind === 'float' || (v.kind === 'tensor' && isFloating(v.dtype)));
  const dtype = keywordDtype(a) === 'unsure' ? undefined : (given ?? (floats ? defaultDtype(c.interpreter) : 'int64'));
  const [from, to, by] = whole;
  if (from !== undefined && to !== undefined && by !== undefined)
    return c.tensor([wholeCount(from, to, by, c)], {
      dtype,
      values: progression(from, wholeCount(from, to, by, c), by, dtype),
    });
  const [x, y, z] = [start, end, step].map(numberOf);
  if (x === undefined || y === undefined || z === undefined)
    return c.unknown('undecided', 'the bounds of arange are not known numbers');
  checkSign(x, y, z, c);
  const count = Math.ceil((y - x) / z);
  return c.tensor([count], { dtype, values: progression(x, count, z, dtype) });
}

function wholeCount(from: Dim, to: Dim, by: Dim, c: OpContext): Dim {
  checkSign(from, to, by, c);
  if (less(by, 0) === 'yes') return ceilDiv(sub(from, to), sub(0, by));
  return ceilDiv(sub(to, from), by);
}

function checkSign(from: Dim, to: Dim, by: Dim, c: OpContext): void {
  if (by === 0) c.refuse({ code: 'CS124', message: 'step must be nonzero' });
  const up = less(0, by) === 'yes';
  if ((up && less(to, from) === 'yes') || (!up && less(by, 0) === 'yes' && less(from, to) === 'yes')) {
    c.refuse({
      code: 'CS124',
      message: 'upper bound and larger bound inconsistent with step sign',
      why: 'The range would never reach its end.',
    });
  }
}

function progression(from: Dim, count: Dim, by: Dim, dtype: DType | undefined): readonly number[] | undefined {
  if (typeof from !== 'number' || typeof count !== 'number' || typeof by !== 'number' || count > KEPT_VALUES)
    return undefined;
  const round = rounding(dtype);
  return Array.from({ length: count }, (_, i) => round(from + i * by));
}

/** Evenly spaced, both ends included; the second half is counted from the end, as ATen does. */
function linspace(a: Arguments, c: OpContext): Value {
  const steps = a.int('steps');
  if (less(steps, 0) === 'yes') c.refuse({ code: 'CS124', message: 'number of steps must be non-negative' });
  const [start, end] = [numberOf(scalar(a, 'start')), numberOf(scalar(a, 'end'))];
  const dtype = orDtype(keywordDtype(a), defaultDtype(c.interpreter));
  const round = rounding(dtype);
  const values =
    start === undefined ||
    end === undefined ||
    typeof steps !== 'number' ||
    steps > KEPT_VALUES ||
    a.name !== 'linspace'
      ? undefined
      : Array.from({ length: steps }, (_, i) =>
          round(
            steps === 1
              ? start
              : i < steps / 2
                ? start + ((end - start) / (steps - 1)) * i
                : end - ((end - start) / (steps - 1)) * (steps - i - 1),
          ),
        );
  return c.tensor([steps], { dtype, values });
}

function eye(a: Arguments, c: OpContext): Value {
  const n = a.int('n');
  const m = a.isNone('m') ? n : a.int('m');
  return c.tensor(newSizes([n, m], c), { dtype: orDtype(keywordDtype(a), defaultDtype(c.interpreter)) });
}

function fromData(data: Data, dtype: DType | undefined | 'unsure', a: Arguments, c: OpContext): TensorValue {
  const total = data.values?.length ?? 0;
  return c.tensor(data.shape, {
    dtype: orDtype(dtype, data.dtype),
    values:
      total <= KEPT_VALUES && (dtype === undefined || holds(orDtype(dtype, data.dtype), data.values))
        ? data.values?.map(rounding(orDtype(dtype, data.dtype)))
        : undefined,
    requiresGrad: wantsGrad(a),
  });
}

/** Whether a dtype that is asked for keeps these numbers as they are, or as its rounding says. */
function holds(dtype: DType | undefined, values: readonly number[] | undefined): boolean {
  if (isFloating(dtype)) return true;
  const isWide = dtype === 'int64' || dtype === 'int32';
  return isWide && (values ?? []).every((v) => Number.isInteger(v) && Math.abs(v) < 2 ** 31);
}

function asTensor(a: Arguments, c: OpContext): Value {
  const data = a.value('data');
  const dtype = dtypeArgument(a);
  if (data.kind === 'tensor' && (dtype === undefined || dtype === data.dtype)) return data;
  return fromData(dataOf(data, c), dtype, a, c);
}

/** (row, column) places of a triangle. */
function triangleIndices(a: Arguments, c: OpContext): Value {
  const [rows, columns, offset] = [a.number('row'), a.number('col'), a.number('offset')];
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const cut = Math.min(Math.max(i + offset + (a.name === 'tril_indices' ? 1 : 0), 0), columns);
    count += a.name === 'tril_indices' ? cut : columns - cut;
  }
  return c.tensor([2, count], { dtype: 'int64' });
}

const WINDOWS = ['hann_window', 'hamming_window', 'blackman_window', 'bartlett_window', 'kaiser_window'];

export const ops = declareOps(
  constantOp('zeros', 'A tensor of zeros.', 0),
  constantOp('ones', 'A tensor of ones.', 1),
  constantOp('empty', 'A tensor whose numbers are not set.', undefined),
  likeOp('zeros', 'Zeros of the same sizes.', 0),
  likeOp('ones', 'Ones of the same sizes.', 1),
  likeOp('empty', 'A tensor of the same sizes whose numbers are not set.', undefined),
  newOp('zeros', 0),
  newOp('ones', 1),
  newOp('empty', undefined),
  {
    ...making,
    name: 'torch.full',
    signature: '(size, fill_value, **kwargs)',
    doc: 'A tensor of one value.',
    reference: page('torch.full'),
    run: (a, c) => full(a, c, sizeArgument(a, c), undefined),
    examples: [
      { code: 'torch.full((2, 3), 1.5)', output: [2, 3] },
      { code: 'torch.full((2, -3), 1)', problem: 'CS124' },
    ],
  },
  {
    ...making,
    name: 'torch.full_like',
    signature: '(input, fill_value, **kwargs)',
    doc: 'One value in the same sizes.',
    reference: page('torch.full_like'),
    detached: true,
    run: (a, c) => {
      const x = tensor(a, 'input');
      return c.tensor(shapeOf(x), {
        dtype: orDtype(keywordDtype(a), x.dtype),
        strides: keptStrides(x),
        values: filled(shapeOf(x), numberOf(a.raw('fill_value'))),
      });
    },
    examples: [{ code: 'torch.full_like(x, 2)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...making,
    name: 'torch.Tensor.new_full',
    signature: '(input, size, fill_value, **kwargs)',
    doc: 'A new tensor of one value, of the same dtype and device.',
    reference: page('torch.Tensor.new_full'),
    detached: true,
    run: (a, c) => full(a, c, sizeArgument(a, c), tensor(a, 'input').dtype),
    examples: [{ code: 'x.new_full((2, 3), 1)', inputs: { x: '5' }, output: [2, 3] }],
  },
  {
    ...making,
    name: 'torch.Tensor.new_tensor',
    signature: '(input, data, **kwargs)',
    doc: 'A tensor of given data, of the same dtype and device.',
    reference: page('torch.Tensor.new_tensor'),
    detached: true,
    run: (a, c) => fromData(dataOf(a.value('data'), c), keywordDtype(a) ?? tensor(a, 'input').dtype ?? 'unsure', a, c),
    examples: [{ code: 'x.new_tensor([[1, 2], [3, 4]])', inputs: { x: '5' }, output: [2, 2] }],
  },
  {
    ...making,
    name: 'torch.tensor',
    aliases: ['torch.scalar_tensor'],
    signature: '(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False)',
    doc: 'A tensor of given numbers.',
    reference: page('torch.tensor'),
    detached: true,
    run: (a, c) => ({
      ...fromData(dataOf(a.value('data'), c), dtypeArgument(a), a, c),
      requiresGrad: a.raw('requires_grad').kind === 'bool' && a.bool('requires_grad'),
    }),
    examples: [
      { code: 'torch.tensor([[1, 2, 3], [4, 5, 6]])', output: [2, 3] },
      { code: 'torch.tensor(3.5)', output: [] },
      { code: 'torch.tensor([[1, 2], [3]])', problem: 'CS124' },
    ],
  },
  {
    ...making,
    name: 'torch.as_tensor',
    aliases: ['torch.asarray'],
    signature: '(data, dtype=None, device=None, *, copy=None, requires_grad=False)',
    doc: 'A tensor of given numbers, the same tensor where it is one already.',
    reference: page('torch.as_tensor'),
    run: asTensor,
    examples: [{ code: 'torch.as_tensor([1, 2])', output: [2] }],
  },
  {
    ...making,
    name: 'torch.arange',
    aliases: ['torch.range'],
    signature: '(start, end=None, step=1, **kwargs)',
    doc: 'Numbers from start up to, not including, end.',
    reference: page('torch.arange'),
    run: (a, c) =>
      a.name === 'range' ? c.unknown('missing', 'torch.range is deprecated and not known to Convscope') : arange(a, c),
    examples: [
      { code: 'torch.arange(5)', output: [5] },
      { code: 'torch.arange(1, 10, 3)', output: [3] },
      { code: 'torch.arange(0, 1, 0.3)', output: [4] },
      { code: 'torch.arange(5, 0, -2)', output: [3] },
      { code: 'torch.arange(0, -5)', problem: 'CS124' },
    ],
  },
  ...['linspace', 'logspace'].map(
    (name): OpDeclaration => ({
      ...making,
      name: `torch.${name}`,
      signature: name === 'linspace' ? '(start, end, steps, **kwargs)' : '(start, end, steps, base=10.0, **kwargs)',
      doc:
        name === 'linspace'
          ? 'Evenly spaced numbers, both ends included.'
          : 'Numbers whose logarithms are evenly spaced.',
      reference: page(`torch.${name}`),
      run: linspace,
      examples: [
        { code: `torch.${name}(0, 1, 5)`, output: [5] },
        { code: `torch.${name}(0, 1, -5)`, problem: 'CS124' },
      ],
    }),
  ),
  {
    ...making,
    name: 'torch.eye',
    signature: '(n, m=None, **kwargs)',
    doc: 'Ones on the diagonal.',
    reference: page('torch.eye'),
    run: eye,
    examples: [
      { code: 'torch.eye(3)', output: [3, 3] },
      { code: 'torch.eye(2, 5)', output: [2, 5] },
    ],
  },
  ...['tril_indices', 'triu_indices'].map(
    (name): OpDeclaration => ({
      ...making,
      name: `torch.${name}`,
      signature: '(row, col, offset=0, **kwargs)',
      doc: 'The places of a triangle of a matrix.',
      reference: page(`torch.${name}`),
      run: triangleIndices,
      examples: [{ code: `torch.${name}(3, 4)`, output: name === 'tril_indices' ? [2, 6] : [2, 9] }],
    }),
  ),
  ...WINDOWS.map(
    (name): OpDeclaration => ({
      ...making,
      name: `torch.${name}`,
      signature: '(window_length, periodic=True, *args, **kwargs)',
      doc: 'A window function for the Fourier transform.',
      reference: page(`torch.${name}`),
      run: (a, c) =>
        c.tensor([a.int('window_length')], { dtype: orDtype(keywordDtype(a), defaultDtype(c.interpreter)) }),
      examples: [{ code: `torch.${name}(8)`, output: [8] }],
    }),
  ),
);
