/** Arithmetic on numbers one by one. */
import type { BinaryFunction, Builder, Comparison, UnaryFunction, ValueId } from '../../program';
import {
  argument,
  axis,
  indexOf,
  type Lower,
  type Lowering,
  maybeNumber,
  number,
  operand,
  outputElement,
  outputShape,
  type Rules,
  tensor,
  text,
} from './lowering';

const unary =
  (fn: UnaryFunction): Lower =>
  (l) =>
    l.b.unary(fn, l.b.cast(tensor(l), outputElement(l)));

/** A formula in x. */
const formula =
  (f: (b: Builder, x: ValueId, l: Lowering) => ValueId): Lower =>
  (l) =>
    f(l.b, l.b.cast(tensor(l), outputElement(l)), l);

const binary =
  (fn: BinaryFunction): Lower =>
  (l) => {
    const element = outputElement(l);
    return l.b.binary(fn, operand(l, 'input', element), operand(l, 'other', element));
  };

/** input ± alpha·other */
const sum =
  (fn: 'add' | 'sub', swapped = false): Lower =>
  (l) => {
    const element = outputElement(l);
    if (element === 'bool') return logical(or)(l);
    const [x, y] = swapped ? ['other', 'input'] : ['input', 'other'];
    const other = l.b.times(operand(l, y ?? '', element), maybeNumber(l, 'alpha') ?? 1);
    return l.b.binary(fn, operand(l, x ?? '', element), other);
  };

function divide(l: Lowering): ValueId {
  const element = outputElement(l);
  const mode = text(l, 'rounding_mode');
  const quotient = l.b.div(operand(l, 'input', 'float32'), operand(l, 'other', 'float32'));
  if (mode === undefined) return quotient;
  return l.b.cast(mode === 'floor' ? l.b.unary('floor', quotient) : truncated(l.b, quotient), element);
}

const truncated = (b: Builder, x: ValueId): ValueId => b.mul(b.unary('sign', x), b.unary('floor', b.unary('abs', x)));

/** x − y·⌊x/y⌋ */
function remainder(l: Lowering): ValueId {
  const [x, y] = [operand(l, 'input', 'float32'), operand(l, 'other', 'float32')];
  return l.b.cast(l.b.sub(x, l.b.mul(y, l.b.unary('floor', l.b.div(x, y)))), outputElement(l));
}

/** The element in which two operands are compared. */
function common(l: Lowering): 'float32' | 'int64' | 'bool' {
  const kinds = ['input', 'other'].map((name) => {
    const index = indexOf(l, name);
    if (index !== undefined) return l.b.type(l.input(index)).element;
    const kind = argument(l, name)?.kind;
    return kind === 'float' ? 'float32' : kind === 'bool' ? 'bool' : 'int64';
  });
  return kinds.includes('float32') ? 'float32' : kinds.includes('int64') ? 'int64' : 'int64';
}

const comparison =
  (fn: Comparison, { swapped = false, negated = false } = {}): Lower =>
  (l) => {
    const element = common(l);
    const [x, y] = [operand(l, 'input', element), operand(l, 'other', element)];
    const result = swapped ? l.b.compare(fn, y, x) : l.b.compare(fn, x, y);
    return negated ? l.b.unary('not', result) : result;
  };

type Logic = (b: Builder, x: ValueId, y: ValueId) => ValueId;
const and: Logic = (b, x, y) => b.mul(x, y);
const or: Logic = (b, x, y) => b.binary('max', x, y);
const xor: Logic = (b, x, y) => b.cast(b.unary('not', b.compare('eq', x, y)), 'float32');

/** Truth as 0 and 1 in floats, where every engine has arithmetic. */
const logical =
  (logic: Logic): Lower =>
  (l) => {
    if (outputElement(l) !== 'bool') l.refuse('bits of whole numbers are not trained here');
    const truth = (name: string): ValueId => l.b.cast(l.b.cast(operand(l, name, 'float32'), 'bool'), 'float32');
    return l.b.cast(logic(l.b, truth('input'), truth('other')), 'bool');
  };

/** Gradients pass where the number was kept, the bounds included. */
function clamp(l: Lowering): ValueId {
  const element = outputElement(l);
  let x = l.b.cast(tensor(l), element);
  if (argument(l, 'min')) {
    const low = operand(l, 'min', element);
    x = l.b.select(l.b.compare('le', low, x), x, low);
  }
  if (argument(l, 'max')) {
    const high = operand(l, 'max', element);
    x = l.b.select(l.b.compare('le', x, high), x, high);
  }
  return x;
}

function power(l: Lowering): ValueId {
  const element = outputElement(l);
  const exponent = argument(l, 'exponent');
  const x = operand(l, 'input', element);
  if (exponent?.kind === 'tensor') return l.b.binary('pow', x, operand(l, 'exponent', element));
  const p = number(l, 'exponent');
  if (p === 2) return l.b.mul(x, x);
  if (p === 0.5) return l.b.unary('sqrt', x);
  return l.b.binary('pow', x, l.b.number(p, element));
}

function where(l: Lowering): ValueId {
  const element = outputElement(l);
  const condition = l.b.cast(tensor(l, 'condition'), 'bool');
  return l.b.select(condition, operand(l, 'input', element), operand(l, 'other', element));
}

const fused =
  (fn: 'mul' | 'div'): Lower =>
  (l) => {
    const product = l.b.binary(fn, tensor(l, 'tensor1'), tensor(l, 'tensor2'));
    return l.b.add(tensor(l), l.b.times(product, number(l, 'value', 1)));
  };

export const rules: Rules = {
  'torch.add': sum('add'),
  'torch.sub': sum('sub'),
  'torch.rsub': sum('sub', true),
  'torch.mul': (l) => (outputElement(l) === 'bool' ? logical(and)(l) : binary('mul')(l)),
  'torch.div': divide,
  'torch.floor_divide': (l) =>
    l.b.cast(
      l.b.unary('floor', l.b.div(operand(l, 'input', 'float32'), operand(l, 'other', 'float32'))),
      outputElement(l),
    ),
  'torch.remainder': remainder,
  'torch.pow': power,
  'torch.maximum': binary('max'),
  'torch.minimum': binary('min'),
  'torch.eq': comparison('eq'),
  'torch.ne': comparison('eq', { negated: true }),
  'torch.lt': comparison('lt'),
  'torch.le': comparison('le'),
  'torch.gt': comparison('lt', { swapped: true }),
  'torch.ge': comparison('le', { swapped: true }),
  'torch.logical_and': logical(and),
  'torch.logical_or': logical(or),
  'torch.logical_xor': logical(xor),
  'torch.bitwise_and': logical(and),
  'torch.bitwise_or': logical(or),
  'torch.bitwise_xor': logical(xor),
  'torch.logical_not': (l) => l.b.unary('not', l.b.cast(tensor(l), 'bool')),
  'torch.bitwise_not': (l) =>
    outputElement(l) === 'bool' ? l.b.unary('not', tensor(l)) : l.refuse('bits of whole numbers are not trained here'),
  'torch.where': where,
  'torch.Tensor.where': where,
  'torch.masked_fill': (l) => {
    const x = tensor(l);
    return l.b.select(l.b.cast(tensor(l, 'mask'), 'bool'), operand(l, 'value', l.b.type(x).element), x);
  },
  'torch.clamp': clamp,
  'torch.clamp_min': clamp,
  'torch.clamp_max': clamp,
  'torch.lerp': (l) => {
    const [x, end] = [tensor(l), tensor(l, 'end')];
    return l.b.add(x, l.b.mul(operand(l, 'weight', 'float32'), l.b.sub(end, x)));
  },
  'torch.addcmul': fused('mul'),
  'torch.addcdiv': fused('div'),
  'torch.neg': unary('neg'),
  'torch.positive': unary('identity'),
  'torch.abs': unary('abs'),
  'torch.exp': unary('exp'),
  'torch.log': unary('log'),
  'torch.sqrt': unary('sqrt'),
  'torch.reciprocal': unary('reciprocal'),
  'torch.sin': unary('sin'),
  'torch.cos': unary('cos'),
  'torch.sign': unary('sign'),
  'torch.floor': unary('floor'),
  'torch.ceil': unary('ceil'),
  'torch.erf': unary('erf'),
  'torch.round': (l) =>
    number(l, 'decimals', 0) === 0 ? unary('round')(l) : l.refuse('round to decimals is not trained here'),
  'torch.trunc': formula(truncated),
  'torch.frac': formula((b, x) => b.sub(x, truncated(b, x))),
  'torch.square': formula((b, x) => b.mul(x, x)),
  'torch.rsqrt': formula((b, x) => b.unary('reciprocal', b.unary('sqrt', x))),
  'torch.expm1': formula((b, x) => b.plus(b.unary('exp', x), -1)),
  'torch.log1p': formula((b, x) => b.unary('log', b.plus(x, 1))),
  'torch.log2': formula((b, x) => b.times(b.unary('log', x), Math.LOG2E)),
  'torch.log10': formula((b, x) => b.times(b.unary('log', x), Math.LOG10E)),
  'torch.tan': formula((b, x) => b.div(b.unary('sin', x), b.unary('cos', x))),
  'torch.sinh': formula((b, x) => b.times(b.sub(b.unary('exp', x), b.unary('exp', b.neg(x))), 0.5)),
  'torch.cosh': formula((b, x) => b.times(b.add(b.unary('exp', x), b.unary('exp', b.neg(x))), 0.5)),
  'torch.erfc': formula((b, x) => b.sub(b.number(1), b.unary('erf', x))),
  // Whole tensors and their types.
  'torch.clone': formula((_b, x) => x),
  'torch.Tensor.contiguous': formula((_b, x) => x),
  'torch.Tensor.to': formula((_b, x) => x),
  'torch.Tensor.type': formula((_b, x) => x),
  'torch.Tensor.type_as': formula((_b, x) => x),
  'torch.Tensor.float': formula((_b, x) => x),
  'torch.Tensor.double': formula((_b, x) => x),
  'torch.Tensor.long': formula((_b, x) => x),
  'torch.Tensor.int': formula((_b, x) => x),
  'torch.Tensor.bool': formula((_b, x) => x),
  'torch.Tensor.detach': (l) => l.b.detach(tensor(l)),
  'torch.Tensor.fill_': (l) => l.b.expand(operand(l, 'value', outputElement(l)), outputShape(l)),
  'torch.Tensor.zero_': (l) => l.b.fill(0, outputShape(l), outputElement(l)),
  'torch.Tensor.copy_': (l) => l.b.expand(l.b.cast(tensor(l, 'other'), outputElement(l)), outputShape(l)),
  'torch.cumsum': (l) => l.b.cumsum(l.b.cast(tensor(l), outputElement(l)), axis(l, 'dim', outputShape(l).length)),
};
