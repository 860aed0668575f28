/** Complex numbers and their parts. */

import type { Arguments, DType, Value } from '../../python';
import { equal, mul } from '../../symbolic';
import { tensor } from '../common/arguments';
import { toComplex, toFloat, toReal } from '../common/dtypes';
import { elementwise } from '../common/elementwise';
import { keptStrides } from '../common/iterate';
import { needsGrad } from '../common/kept';
import { arrow, broadcastLines } from '../common/records';
import { page, sizes as text } from '../common/text';
import { declareOps, type OpContext } from '../declare';
import { promote, shapeOf } from '../tensor';

function viewAsReal(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  if (x.dtype !== undefined && !x.dtype.startsWith('complex')) {
    c.refuse({
      code: 'CS124',
      message: 'view_as_real is only supported for complex tensors',
      why: `The tensor is ${x.dtype}.`,
    });
  }
  return c.tensor([...shape, 2], {
    viewOf: x,
    dtype: toReal(x.dtype),
    strides: x.strides ? [...x.strides.map((s) => mul(s, 2)), 1] : null,
  });
}

function viewAsComplex(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  if (shape.length === 0) c.refuse({ code: 'CS117', message: 'Input tensor must have one or more dimensions' });
  if (equal(shape.at(-1) ?? 1, 2) === 'no') {
    c.refuse({
      code: 'CS124',
      message: 'Tensor must have a last dimension of size 2',
      why: `The sizes are ${text(shape)}; real and imaginary part stand side by side in the last axis.`,
    });
  }
  return c.tensor(shape.slice(0, -1), { viewOf: x, dtype: toComplex(x.dtype), strides: null });
}

const part =
  (dtype: (d: DType | undefined) => DType | undefined) =>
  (a: Arguments, c: OpContext): Value => {
    const x = tensor(a, 'input');
    return c.tensor(shapeOf(x), {
      viewOf: x,
      dtype: dtype(x.dtype),
      strides: x.dtype?.startsWith('complex') ? (x.strides?.map((s) => mul(s, 2)) ?? null) : (x.strides ?? null),
    });
  };

const plain = { category: 'other', explain: arrow } as const;

export const ops = declareOps(
  {
    ...plain,
    name: 'torch.view_as_real',
    signature: '(input)',
    doc: 'Real and imaginary part side by side in a new last axis.',
    reference: page('torch.view_as_real'),
    view: true,
    run: viewAsReal,
    examples: [
      { code: 'torch.view_as_real(torch.complex(x, x))', inputs: { x: '2x3' }, output: [2, 3, 2] },
      { code: 'torch.view_as_real(x)', inputs: { x: '2x3' }, problem: 'CS124' },
    ],
  },
  {
    ...plain,
    name: 'torch.view_as_complex',
    signature: '(input)',
    doc: 'Pairs in the last axis as complex numbers.',
    reference: page('torch.view_as_complex'),
    view: true,
    run: viewAsComplex,
    examples: [
      { code: 'torch.view_as_complex(x)', inputs: { x: '3x2' }, output: [3] },
      { code: 'torch.view_as_complex(x)', inputs: { x: '2x3' }, problem: 'CS124' },
    ],
  },
  {
    ...plain,
    name: 'torch.real',
    aliases: ['torch.Tensor.real'],
    signature: '(input)',
    doc: 'The real part.',
    reference: page('torch.real'),
    view: true,
    run: part(toReal),
    examples: [{ code: 'torch.real(torch.complex(x, x))', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...plain,
    name: 'torch.imag',
    aliases: ['torch.Tensor.imag'],
    signature: '(input)',
    doc: 'The imaginary part.',
    reference: page('torch.imag'),
    view: true,
    run: part(toReal),
    examples: [{ code: 'torch.complex(x, x).imag', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...plain,
    name: 'torch.complex',
    signature: '(real, imag, *, out=None)',
    doc: 'Complex numbers from their parts.',
    reference: page('torch.complex'),
    explain: broadcastLines,
    run: (a, c) => {
      const [x, y] = [tensor(a, 'real'), tensor(a, 'imag')];
      return elementwise([x, y], toComplex(promote(x.dtype, y.dtype)), c);
    },
    keeps: (record) => ({ args: ['real', 'imag'].filter((name) => needsGrad(record, name)) }),
    examples: [
      { code: 'torch.complex(x, y)', inputs: { x: '2x3', y: '3' }, output: [2, 3] },
      { code: 'torch.complex(x, y)', inputs: { x: '2x3', y: '4' }, problem: 'CS107' },
    ],
  },
  ...['angle', 'conj', 'conj_physical'].map((name) => ({
    ...plain,
    name: `torch.${name}`,
    aliases: [`torch.Tensor.${name}`],
    signature: '(input, *, out=None)',
    doc: name === 'angle' ? 'The angle.' : 'The conjugate.',
    reference: page(`torch.${name}`),
    run: (a: Arguments, c: OpContext): Value => {
      const x = tensor(a, 'input');
      return c.tensor(shapeOf(x), {
        dtype: name === 'angle' ? toFloat(toReal(x.dtype)) : x.dtype,
        strides: keptStrides(x),
      });
    },
    keeps: () => ({ args: name === 'angle' ? ['input'] : [] }),
    examples: [{ code: `torch.${name}(x)`, inputs: { x: '2x3' }, output: [2, 3] }],
  })),
);
