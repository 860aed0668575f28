/** Fully connected layers, and distances along an axis that go by the same sizes. */
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display, equal, mul, product } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { keepsLinear } from '../common/product';
import { page, sizes } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

function linear(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const weight = shapeOf(tensor(a, 'weight'));
  if (shape.length === 0) {
    c.refuse({
      code: 'CS117',
      message: 'both arguments to linear need to be at least 1D, but they are 0D and 2D',
      why: 'A single number has no features.',
    });
  }
  if (weight.length === 0 || weight.length > 2) {
    c.refuse({
      code: 'CS117',
      message: `t() expects a tensor with <= 2 dimensions, but self is ${weight.length}D`,
      why: 'The weight is a matrix: outputs by inputs.',
    });
  }
  const lead = shape.slice(0, -1);
  const features = shape[shape.length - 1] ?? 0;
  const wanted = weight[weight.length - 1] ?? 0;
  const outputs = weight.slice(0, -1);
  c.requireEqual(features, wanted, 'the features that linear gets', () => {
    const flat = product(shape.slice(1));
    const isUnflattened = shape.length > 2 && equal(flat, wanted) === 'yes';
    return {
      code: 'CS104',
      message: `mat1 and mat2 shapes cannot be multiplied (${display(product(lead))}x${display(features)} and ${display(wanted)}x${outputs.map(display).join('') || '1'})`,
      why: isUnflattened
        ? `The layer takes ${display(wanted)} features, and the input ends in ${display(features)}; flattened first, it would have ${shape.slice(1).map(display).join('·')} = ${display(flat)}.`
        : `The layer takes ${display(wanted)} features, and the input ends in ${display(features)}.`,
      ...(isUnflattened ? { fix: { kind: 'change-input', suffix: '.flatten(1)', layer: 'Flatten()' } } : {}),
      ...(typeof features === 'number' && features > 0 && !isUnflattened
        ? { fix: { kind: 'set-argument', argument: 'in_features', value: features } }
        : {}),
    };
  });
  const bias = optionalTensor(a, 'bias')?.shape;
  const out = outputs[0];
  // Beyond three axes the bias is added by itself, and broadcasts.
  if (bias && shape.length > 3) return c.tensor(broadcast([...lead, ...outputs], bias, c), { dtype: input.dtype });
  if (bias && out !== undefined && bias.length === 1 && bias[0] !== undefined && bias[0] !== 1) {
    const [size] = bias;
    if (out === 1 && shape.length !== 2)
      return c.unknown('undecided', 'a bias longer than the outputs broadcasts in some layouts only');
    c.requireEqual(size, out, 'the bias of linear', () => ({
      code: 'CS107',
      message: `The expanded size of the tensor (${display(out)}) must match the existing size (${display(size)}) at non-singleton dimension 1.  Target sizes: ${sizes([product(lead), out])}.  Tensor sizes: ${sizes(bias)}`,
      why: 'The bias has one number per output.',
    }));
  }
  return c.tensor([...lead, ...outputs], { dtype: input.dtype });
}

const shapeIn = (record: OpRecord, name: string): readonly Dim[] => inputOf(record, name)?.shape ?? [];

function bilinear(a: Arguments, c: OpContext): TensorValue {
  const first = tensor(a, 'input1');
  const left = shapeOf(first);
  const right = shapeOf(tensor(a, 'input2'));
  const weight = shapeOf(tensor(a, 'weight'));
  const [outputs = 0, leftSize = 0, rightSize = 0] = weight;
  if (left.length !== right.length) {
    c.refuse({
      code: 'CS117',
      message: `bilinear(): input dimensions do not match: got ${left.length} and ${right.length}`,
      why: 'Both inputs have the same batch axes.',
    });
  }
  left.slice(0, -1).forEach((size, i) => {
    c.requireEqual(size, right[i] ?? 0, 'the batches of bilinear', () => ({
      code: 'CS107',
      message: `bilinear(): input batch dimensions do not match at dim ${i}: got ${display(size)} and ${display(right[i] ?? 0)}`,
      why: 'Both inputs have the same batch axes.',
    }));
  });
  const check = (which: number, got: Dim, expected: Dim): void => {
    c.requireEqual(got, expected, `the features of input${which} of bilinear`, () => ({
      code: 'CS104',
      message: `bilinear(): input${which} size does not match weight size: got ${display(got)} but expected ${display(expected)}`,
      why: `The layer takes ${display(expected)} features there.`,
      ...(typeof got === 'number'
        ? { fix: { kind: 'set-argument', argument: `in${which}_features`, value: got } }
        : {}),
    }));
  };
  check(1, left[left.length - 1] ?? 0, leftSize);
  check(2, right[right.length - 1] ?? 0, rightSize);
  const bias = optionalTensor(a, 'bias')?.shape?.[0];
  if (bias !== undefined) {
    c.requireEqual(bias, outputs, 'the bias of bilinear', () => ({
      code: 'CS107',
      message: `bilinear(): bias size does not match weight size: got ${display(bias)} but expected ${display(outputs)}`,
      why: 'The bias has one number per output.',
    }));
  }
  return c.tensor([...left.slice(0, -1), outputs], { dtype: first.dtype });
}

export const ops = declareOps(
  {
    name: 'torch.nn.functional.linear',
    aliases: ['torch._C._nn.linear'],
    category: 'linear',
    doc: 'Each output is a sum of all inputs, each with its own weight, plus a bias: x·Wᵀ + b.',
    reference: page('torch.nn.functional.linear'),
    signature: '(input, weight, bias=None)',
    run: linear,
    macs: (record) => mul(product(shapeIn(record, 'input')), product(shapeIn(record, 'weight').slice(0, -1))),
    explain: (record) => {
      const [out = 1, wanted = 1] = shapeIn(record, 'weight');
      const rows = product(shapeIn(record, 'input').slice(0, -1));
      return [
        `${display(rows)}×${display(wanted)} by ${display(wanted)}×${display(out)}: each of ${display(out)} outputs adds up ${display(wanted)} products`,
      ];
    },
    reach: (record) => (shapeIn(record, 'input').length <= 2 ? { kind: 'all' } : { kind: 'same' }),
    keeps: (record) => keepsLinear(record, 'input', 'weight'),
    examples: [
      { code: 'F.linear(x, torch.empty(4, 6), torch.empty(4))', inputs: { x: '[2, 6]' }, output: [2, 4] },
      { code: 'F.linear(x, torch.empty(4, 6))', inputs: { x: '[2, 3, 5, 6]' }, output: [2, 3, 5, 4] },
      { code: 'F.linear(x, torch.empty(4, 6))', inputs: { x: '[6]' }, output: [4] },
      { code: 'F.linear(x, torch.empty(4, 128), torch.empty(4))', inputs: { x: '[2, 3, 5, 6]' }, problem: 'CS104' },
      { code: 'F.linear(x, torch.empty(4, 6), torch.empty(5))', inputs: { x: '[2, 6]' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.nn.functional.bilinear',
    aliases: ['torch.bilinear'],
    category: 'linear',
    doc: 'Each output weighs every product of a number of the first input with one of the second.',
    reference: page('torch.nn.functional.bilinear'),
    signature: '(input1, input2, weight, bias=None)',
    run: bilinear,
    explain: (record) => {
      const [out = 1, left = 1, right = 1] = shapeIn(record, 'weight');
      return [
        `each of ${display(out)} outputs adds up ${display(left)}·${display(right)} = ${display(mul(left, right))} products`,
      ];
    },
    keeps: () => ({ args: ['input1', 'input2', 'weight'] }),
    examples: [
      {
        code: 'F.bilinear(x, y, torch.empty(5, 3, 4), torch.empty(5))',
        inputs: { x: '[2, 7, 3]', y: '[2, 7, 4]' },
        output: [2, 7, 5],
      },
      { code: 'F.bilinear(x, y, torch.empty(5, 4, 4))', inputs: { x: '[2, 3]', y: '[2, 4]' }, problem: 'CS104' },
      { code: 'F.bilinear(x, y, torch.empty(5, 3, 4))', inputs: { x: '[2, 3]', y: '[3, 4]' }, problem: 'CS107' },
    ],
  },
);
