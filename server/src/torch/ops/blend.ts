/** Elementwise functions of three operands: choosing, clamping, mixing. */
import { type Arguments, NotKnown, type TensorValue, TRUE, type Value } from '../../python';
import { tensor } from '../common/arguments';
import { resultType, toFloat } from '../common/dtypes';
import { elementwise, type Fold, operand } from '../common/elementwise';
import { broadcastLines, keepsFactors } from '../common/records';
import { count } from '../common/shapes';
import { dataSize } from '../common/symbols';
import { page } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { contiguousStrides } from '../tensor';
import type { OpRecord } from '../trace';

/** min and max as tensors or numbers; None where not given. */
function clamp(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const bounds = (['min', 'max'] as const).map((name) => a.raw(name));
  const given = bounds.filter((value) => value.kind !== 'none' && value.kind !== 'unknown');
  if (given.length === 0 && bounds.every((value) => value.kind === 'none')) {
    c.refuse({
      code: 'CS124',
      exception: 'ValueError',
      message: "torch.clamp: At least one of 'min' or 'max' must not be None",
    });
  }
  const [low, high] = bounds.map((value) => (value.kind === 'none' ? undefined : value));
  const fold: Fold = (value = 0, ...rest) => {
    const lower = low ? (rest[0] ?? Number.NaN) : Number.NEGATIVE_INFINITY;
    const upper = high ? (rest[low ? 1 : 0] ?? Number.NaN) : Number.POSITIVE_INFINITY;
    return Math.min(Math.max(value, lower), upper);
  };
  const vague = bounds.some((value) => value.kind === 'unknown');
  const operands = [x, ...given];
  return elementwise(operands, vague ? undefined : resultType(operands), c, vague ? undefined : fold);
}

const oneSided = (name: string, bound: 'min' | 'max'): OpDeclaration => ({
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  inplaceAliases: [`torch.Tensor.${name}_`, `torch.${name}_`],
  category: 'elementwise',
  signature: `(input, ${bound}, *, out=None)`,
  doc: bound === 'min' ? 'Raises every element to at least a bound.' : 'Lowers every element to at most a bound.',
  reference: page('torch.clamp'),
  run: (a, c) => {
    const operands = [tensor(a, 'input'), operand(a.raw(bound))];
    return elementwise(operands, resultType(operands), c, bound === 'min' ? Math.max : Math.min);
  },
  explain: broadcastLines,
  keeps: () => ({ args: ['input'] }),
  examples: [{ code: `torch.${name}(x, 1)`, inputs: { x: '2x3' }, output: [2, 3] }],
});

/** `torch.where(condition)` gives the indices instead. */
function where(a: Arguments, c: OpContext): Value {
  const condition = tensor(a, 'condition');
  if (a.isNone('input')) return c.op('torch.nonzero', [condition], { as_tuple: TRUE });
  const [x, y] = [operand(a.raw('input')), operand(a.raw('other'))];
  return elementwise([condition, x, y], resultType([x, y]), c, (test = 0, left = 0, right = 0) =>
    test !== 0 ? left : right,
  );
}

/** `input + value · tensor1 (∘) tensor2`. */
const addcFamily = (name: string, sign: string): OpDeclaration => ({
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  inplaceAliases: [`torch.Tensor.${name}_`],
  category: 'elementwise',
  signature: '(input, tensor1, tensor2, *, value=1, out=None)',
  doc: `input + value · tensor1 ${sign} tensor2.`,
  reference: page(`torch.${name}`),
  run: (a, c) => {
    const operands = [tensor(a, 'input'), tensor(a, 'tensor1'), tensor(a, 'tensor2')];
    return elementwise(operands, resultType(operands), c);
  },
  explain: broadcastLines,
  keeps: (record) => keepsTerms(record, name),
  examples: [
    { code: `torch.${name}(x, y, z)`, inputs: { x: '2x3', y: '2x1', z: '1x3' }, output: [2, 3] },
    { code: `torch.${name}(x, y, z)`, inputs: { x: '2x3', y: '4', z: '4' }, problem: 'CS107' },
  ],
});

function keepsTerms(record: OpRecord, name: string): Keeps {
  const factors = keepsFactors(record, 'tensor1', 'tensor2');
  return name === 'addcmul' ? factors : { args: [...factors.args, 'tensor2'] };
}

/** Elements of the mask must be bools, or PyTorch refuses. */
function mask(a: Arguments, c: OpContext, name: string): TensorValue {
  const m = tensor(a, 'mask');
  if (m.dtype !== undefined && m.dtype !== 'bool' && m.dtype !== 'uint8') {
    c.refuse({
      code: 'CS124',
      message: `${name} only supports boolean masks, but got mask with dtype ${m.dtype}`,
      why: 'A mask holds True and False.',
    });
  }
  return m;
}

/** Filled copies are made contiguous. */
const contiguous = (x: TensorValue): TensorValue => ({ ...x, strides: x.shape && contiguousStrides(x.shape) });

function maskedFill(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const value = a.raw('value');
  if (value.kind === 'unknown' && value.type === 'Tensor') throw new NotKnown(value);
  return contiguous(elementwise([mask(a, c, 'masked_fill_'), x], x.dtype, c));
}

export const ops = declareOps(
  {
    name: 'torch.clamp',
    aliases: ['torch.clip', 'torch.Tensor.clamp', 'torch.Tensor.clip'],
    inplaceAliases: ['torch.Tensor.clamp_', 'torch.Tensor.clip_', 'torch.clamp_', 'torch.clip_'],
    category: 'elementwise',
    signature: '(input, min=None, max=None, *, out=None)',
    doc: 'Keeps every element between two bounds.',
    reference: page('torch.clamp'),
    run: clamp,
    explain: broadcastLines,
    keeps: () => ({ args: ['input'] }),
    examples: [
      { code: 'torch.clamp(x, 0, 1)', inputs: { x: '2x3' }, output: [2, 3] },
      { code: 'x.clamp(min=0.5)', inputs: { x: '2x3' }, output: [2, 3] },
    ],
  },
  oneSided('clamp_min', 'min'),
  oneSided('clamp_max', 'max'),
  {
    name: 'torch.where',
    category: 'elementwise',
    signature: '(condition, input=None, other=None, *, out=None)',
    doc: 'Takes each element from the one or the other, as the condition says.',
    reference: page('torch.where'),
    run: where,
    explain: broadcastLines,
    keeps: () => ({ args: ['condition'] }),
    examples: [
      { code: 'torch.where(x > 0, x, y)', inputs: { x: '2x3', y: '3' }, output: [2, 3] },
      { code: 'torch.where(x > 0, x, y)', inputs: { x: '2x3', y: '4' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.Tensor.where',
    category: 'elementwise',
    signature: '(input, condition, other)',
    doc: 'Takes each element from this tensor or the other, as the condition says.',
    reference: page('torch.Tensor.where'),
    run: (a, c) => {
      const [x, y] = [tensor(a, 'input'), operand(a.raw('other'))];
      return elementwise([tensor(a, 'condition'), x, y], resultType([x, y]), c);
    },
    explain: broadcastLines,
    keeps: () => ({ args: ['condition'] }),
    examples: [{ code: 'x.where(x > 0, y)', inputs: { x: '2x3', y: '3' }, output: [2, 3] }],
  },
  {
    name: 'torch.lerp',
    aliases: ['torch.Tensor.lerp'],
    inplaceAliases: ['torch.Tensor.lerp_'],
    category: 'elementwise',
    signature: '(input, end, weight, *, out=None)',
    doc: 'input + weight · (end − input): a point on the way from one to the other.',
    reference: page('torch.lerp'),
    run: (a, c) => {
      const operands = [tensor(a, 'input'), tensor(a, 'end'), operand(a.raw('weight'))];
      return elementwise(operands, resultType(operands), c);
    },
    explain: broadcastLines,
    keeps: (record) => ({ args: inputOf(record, 'weight') ? ['input', 'end', 'weight'] : [] }),
    examples: [
      { code: 'torch.lerp(x, y, 0.5)', inputs: { x: '2x3', y: '3' }, output: [2, 3] },
      { code: 'torch.lerp(x, y, 0.5)', inputs: { x: '2x3', y: '4' }, problem: 'CS107' },
    ],
  },
  addcFamily('addcmul', '·'),
  addcFamily('addcdiv', '/'),
  {
    name: 'torch.masked_fill',
    aliases: ['torch.Tensor.masked_fill'],
    inplaceAliases: ['torch.Tensor.masked_fill_'],
    category: 'elementwise',
    signature: '(input, mask, value)',
    doc: 'Writes a value wherever the mask is True.',
    reference: page('torch.Tensor.masked_fill'),
    run: maskedFill,
    explain: broadcastLines,
    keeps: () => ({ args: ['mask'] }),
    examples: [
      { code: "x.masked_fill(x > 0, float('-inf'))", inputs: { x: '2x3' }, output: [2, 3] },
      { code: 'x.masked_fill(y > 0, 0)', inputs: { x: '2x3', y: '4' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.masked_scatter',
    aliases: ['torch.Tensor.masked_scatter'],
    inplaceAliases: ['torch.Tensor.masked_scatter_'],
    category: 'index',
    signature: '(input, mask, source)',
    doc: 'Writes the elements of source, in order, wherever the mask is True.',
    reference: page('torch.Tensor.masked_scatter'),
    run: (a, c) =>
      contiguous(elementwise([mask(a, c, 'masked_scatter_'), tensor(a, 'input')], tensor(a, 'input').dtype, c)),
    explain: broadcastLines,
    keeps: () => ({ args: ['mask'] }),
    examples: [{ code: 'x.masked_scatter(x > 0, y)', inputs: { x: '2x3', y: '6' }, output: [2, 3] }],
  },
  {
    name: 'torch.masked_select',
    aliases: ['torch.Tensor.masked_select'],
    category: 'index',
    signature: '(input, mask, *, out=None)',
    doc: 'The elements where the mask is True, in one row; how many depends on the data.',
    reference: page('torch.masked_select'),
    run: (a, c) => {
      const picked = elementwise([mask(a, c, 'masked_select'), tensor(a, 'input')], tensor(a, 'input').dtype, c);
      const most = picked.shape ? count(picked.shape) : Number.POSITIVE_INFINITY;
      return c.tensor([dataSize(c.interpreter, most)], { dtype: picked.dtype });
    },
    examples: [{ code: 'x.masked_select(y > 0)', inputs: { x: '2x3', y: '4' }, problem: 'CS107' }],
  },
  {
    name: 'torch.polar',
    category: 'elementwise',
    signature: '(abs, angle, *, out=None)',
    doc: 'Complex numbers from lengths and angles.',
    reference: page('torch.polar'),
    run: (a, c) => {
      const operands = [tensor(a, 'abs'), tensor(a, 'angle')];
      return elementwise(operands, toFloat(resultType(operands)) === 'float64' ? 'complex128' : 'complex64', c);
    },
    explain: broadcastLines,
    keeps: () => ({ output: true }),
    examples: [{ code: 'torch.polar(x, y)', inputs: { x: '2x3', y: '2x3' }, output: [2, 3] }],
  },
);
