/** Changing dtype, device or layout, and copies. Devices do not matter to sizes: moving returns the tensor itself. */
import type { Arguments, DType, TensorValue, Value } from '../../python';
import type { Dim } from '../../symbolic';
import { sizes, tensor } from '../common/arguments';
import { DTYPE_ALIASES, dtypeOf } from '../common/dtypes';
import { channelsLastStrides } from '../common/formats';
import { keptStrides } from '../common/iterate';
import { arrow } from '../common/records';
import { memoryFormatOf } from '../common/singletons';
import { page } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { isContiguous, isFloating, shapeOf } from '../tensor';

/** Known numbers survive a conversion between kinds that hold them. */
function convertedValues(x: TensorValue, dtype: DType): readonly number[] | undefined {
  if (isFloating(dtype))
    return dtype === 'float32' ? x.values?.map(Math.fround) : dtype === 'float64' ? x.values : undefined;
  if (dtype === 'bool') return x.values?.map((v) => Number(v !== 0));
  return x.values?.map(Math.trunc);
}

function converted(c: OpContext, x: TensorValue, dtype: DType | undefined, copy = false): TensorValue {
  if (dtype !== undefined && dtype === x.dtype && !copy) return x;
  return c.tensor(shapeOf(x), { dtype, strides: keptStrides(x), values: dtype && convertedValues(x, dtype) });
}

/** `to(device)`, `to(dtype)`, `to(other)` and their keywords, in any order. */
function to(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  let dtype: DType | undefined = x.dtype;
  for (const value of [...a.extra, ...a.extraKeywords.values()]) {
    if (value.kind === 'tensor') dtype = value.dtype;
    else if (value.kind === 'unknown' && value.type !== 'device') dtype = value.type === 'dtype' ? undefined : dtype;
    else dtype = dtypeOf(value) ?? dtype;
  }
  const format = memoryFormatOf(a.extraKeywords.get('memory_format'));
  if (format !== undefined && format !== 'preserve_format') {
    const laid = formatted(c, x, format);
    return dtype === x.dtype ? laid : c.tensor(shapeOf(x), { dtype, strides: laid.strides ?? null });
  }
  const copy = a.extraKeywords.get('copy');
  return converted(c, x, dtype, copy?.kind === 'bool' && copy.value);
}

/** `x.type('torch.FloatTensor')`, `x.type(torch.float)`; without an argument its name. */
const TENSOR_TYPES: Readonly<Record<string, DType>> = {
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  HalfTensor: 'float16',
  BFloat16Tensor: 'bfloat16',
  LongTensor: 'int64',
  IntTensor: 'int32',
  ShortTensor: 'int16',
  CharTensor: 'int8',
  ByteTensor: 'uint8',
  BoolTensor: 'bool',
};
export const tensorType = (name: string): DType | undefined => TENSOR_TYPES[name.slice(name.lastIndexOf('.') + 1)];

function type(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const value = a.value('dtype');
  if (value.kind === 'none') return c.unknown('missing', 'the name of the type of a tensor is not known to Convscope');
  const dtype =
    value.kind === 'str' ? tensorType(value.value) : value.kind === 'class' ? tensorType(value.name) : dtypeOf(value);
  return dtype ? converted(c, x, dtype) : c.unknown('undecided', 'the dtype is not known');
}

function formatted(c: OpContext, x: TensorValue, format: string): TensorValue {
  const shape = shapeOf(x);
  if (format === 'contiguous_format') {
    return isContiguous(x) === true ? x : c.tensor(shape, { dtype: x.dtype, values: x.values });
  }
  const strides: readonly Dim[] | null = format.startsWith('channels_last') ? channelsLastStrides(shape) : null;
  return c.tensor(shape, { dtype: x.dtype, strides, values: x.values });
}

function contiguous(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const format = memoryFormatOf(a.raw('memory_format')) ?? 'contiguous_format';
  return formatted(c, x, format === 'preserve_format' ? 'contiguous_format' : format);
}

function clone(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const format = memoryFormatOf(a.raw('memory_format'));
  if (format === 'contiguous_format') return c.tensor(shapeOf(x), { dtype: x.dtype, values: x.values });
  if (format?.startsWith('channels_last'))
    return c.tensor(shapeOf(x), { dtype: x.dtype, strides: channelsLastStrides(shapeOf(x)) });
  return c.tensor(shapeOf(x), { dtype: x.dtype, strides: keptStrides(x), values: x.values });
}

const casting = { category: 'other', explain: arrow, keeps: () => ({}) } as const;

const castOp = (name: string, dtype: DType): OpDeclaration => ({
  ...casting,
  name: `torch.Tensor.${name}`,
  signature: '(input, memory_format=None)',
  doc: `The numbers as ${dtype}.`,
  reference: page(`torch.Tensor.${name}`),
  run: (a, c) => converted(c, tensor(a, 'input'), dtype),
  examples: [{ code: `x.${name}()`, inputs: { x: '2x3' }, output: [2, 3] }],
});

/** Moving to a device returns the tensor: sizes and dtype stay. */
const moveOp = (name: string, signature = '(input, *args, **kwargs)'): OpDeclaration => ({
  ...casting,
  name: `torch.Tensor.${name}`,
  signature,
  doc: 'The tensor on another device or in other memory.',
  reference: page(`torch.Tensor.${name}`),
  silent: true,
  run: (a) => tensor(a, 'input'),
  examples: name === 'cpu' ? [{ code: 'x.cpu()', inputs: { x: '2x3' }, output: [2, 3] }] : [],
});

const CASTS: Readonly<Record<string, DType>> = {
  ...DTYPE_ALIASES,
  bool: 'bool',
  byte: 'uint8',
  char: 'int8',
  bfloat16: 'bfloat16',
};

export const ops = declareOps(
  ...Object.entries(CASTS).map(([name, dtype]) => castOp(name, dtype)),
  ...[
    'cpu',
    'cuda',
    'mps',
    'xpu',
    'npu',
    'pin_memory',
    'share_memory_',
    'coalesce',
    'to_dense',
    'resolve_conj',
    'resolve_neg',
    'rename',
    'refine_names',
    'align_as',
  ].map((name) => moveOp(name)),
  moveOp('requires_grad_', '(input, requires_grad=True)'),
  moveOp('retain_grad', '(input)'),
  {
    ...casting,
    name: 'torch.Tensor.to',
    signature: '(input, *args, **kwargs)',
    doc: 'The tensor with another dtype, device or layout.',
    reference: page('torch.Tensor.to'),
    run: to,
    examples: [
      { code: 'x.to(torch.float64)', inputs: { x: '2x3' }, output: [2, 3] },
      { code: "x.to('cpu')", inputs: { x: '2x3' }, output: [2, 3] },
    ],
  },
  {
    ...casting,
    name: 'torch.Tensor.type',
    signature: '(input, dtype=None, non_blocking=False, **kwargs)',
    doc: 'The numbers as another type.',
    reference: page('torch.Tensor.type'),
    run: type,
    examples: [
      { code: 'x.type(torch.long)', inputs: { x: '2x3' }, output: [2, 3] },
      { code: "x.type('torch.LongTensor')", inputs: { x: '2x3' }, output: [2, 3] },
    ],
  },
  {
    ...casting,
    name: 'torch.Tensor.type_as',
    signature: '(input, other)',
    doc: 'The numbers as the type of another tensor.',
    reference: page('torch.Tensor.type_as'),
    run: (a, c) => converted(c, tensor(a, 'input'), tensor(a, 'other').dtype),
    examples: [{ code: 'x.type_as(y)', inputs: { x: '2x3', y: '5:long' }, output: [2, 3] }],
  },
  {
    ...casting,
    name: 'torch.Tensor.contiguous',
    signature: '(input, memory_format=None)',
    doc: 'The tensor with its elements in order in memory: itself, or a copy.',
    reference: page('torch.Tensor.contiguous'),
    run: contiguous,
    examples: [
      { code: 'x.t().contiguous()', inputs: { x: '2x3' }, output: [3, 2] },
      { code: 'x.contiguous(memory_format=torch.channels_last)', inputs: { x: '2x3x4x5' }, output: [2, 3, 4, 5] },
    ],
  },
  {
    ...casting,
    name: 'torch.clone',
    aliases: ['torch.Tensor.clone'],
    signature: '(input, *, memory_format=None)',
    doc: 'A copy.',
    reference: page('torch.clone'),
    run: clone,
    examples: [{ code: 'x.clone()', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...casting,
    name: 'torch.Tensor.detach',
    aliases: ['torch.detach', 'torch.Tensor.data'],
    signature: '(input)',
    doc: 'The same memory, cut off from the gradient.',
    reference: page('torch.Tensor.detach'),
    view: true,
    detached: true,
    run: (a, c) => {
      const x = tensor(a, 'input');
      return c.tensor(shapeOf(x), { viewOf: x, strides: x.strides ?? null, values: x.values, requiresGrad: false });
    },
    examples: [{ code: 'x.detach()', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...casting,
    name: 'torch.Tensor.detach_',
    signature: '(input)',
    doc: 'Cuts the tensor off from the gradient.',
    reference: page('torch.Tensor.detach_'),
    silent: true,
    run: (a) => tensor(a, 'input'),
    examples: [{ code: 'x.detach_()', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...casting,
    name: 'torch.Tensor.resize_',
    signature: '(input, *size, **kwargs)',
    doc: 'Gives the tensor other sizes, whatever it holds.',
    reference: page('torch.Tensor.resize_'),
    silent: true,
    run: (a, c) => {
      const x = tensor(a, 'input');
      const shape = sizes(a, 'size');
      c.interpreter.touch(x);
      x.shape = shape;
      x.strides = c.tensor(shape).strides;
      x.values = undefined;
      return x;
    },
    examples: [{ code: 'x.resize_(3, 4)', inputs: { x: '2x3' }, output: [3, 4] }],
  },
);
