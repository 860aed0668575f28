/** Rows of a table by number, and numbers as rows of zeros with a single one. */
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display, less, sub } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { sameShape } from '../common/shapes';
import { whole } from '../common/spatial';
import { dataSize } from '../common/symbols';
import { page, torchSize } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

function tableOf(
  a: Arguments,
  c: OpContext,
): { readonly weight: TensorValue; readonly rows: Dim; readonly width: Dim } {
  const weight = tensor(a, 'weight');
  const shape = shapeOf(weight);
  if (shape.length !== 2)
    c.refuse({ code: 'CS117', message: "'weight' must be 2-D", why: 'The table has one row per number.' });
  const [rows = 0, width = 0] = shape;
  if (!a.isNone('padding_idx')) {
    const index = whole(a, c, 'padding_idx');
    if (less(index, rows) === 'no' || less(index, sub(0, rows)) === 'yes') {
      c.refuse({
        code: 'CS124',
        exception: 'AssertionError',
        message: 'Padding_idx must be within num_embeddings',
        why: `The table has ${display(rows)} rows, padding_idx is ${display(index)}.`,
      });
    }
  }
  return { weight, rows, width };
}

/** Only where the numbers themselves are known. */
function checkIndices(c: OpContext, indices: TensorValue, rows: Dim): void {
  if (typeof rows !== 'number' || !indices.values?.some((i) => i < 0 || i >= rows)) return;
  c.refuse({
    code: 'CS121',
    exception: 'IndexError',
    message: 'index out of range in self',
    why: `The table has rows 0 to ${rows - 1}, and ${indices.values.find((i) => i < 0 || i >= rows)} is asked for.`,
  });
}

/** Only int32 and int64 can say which row. */
function checkType(c: OpContext, { dtype }: TensorValue): void {
  if (dtype === undefined || dtype === 'int64' || dtype === 'int32') return;
  c.refuse({
    code: 'CS124',
    message: `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${LEGACY_NAMES[dtype] ?? dtype} instead (while checking arguments for embedding)`,
    why: `Rows are chosen by whole numbers, and these are ${dtype}; .long() makes them so.`,
  });
}

const LEGACY_NAMES: Readonly<Record<string, string>> = {
  float32: 'FloatTensor',
  float64: 'DoubleTensor',
  float16: 'HalfTensor',
  bool: 'BoolTensor',
  uint8: 'ByteTensor',
};

function embedding(a: Arguments, c: OpContext): TensorValue {
  const indices = tensor(a, 'input');
  const { weight, rows, width } = tableOf(a, c);
  checkType(c, indices);
  checkIndices(c, indices, rows);
  return c.tensor([...shapeOf(indices), width], { dtype: weight.dtype });
}

function embeddingBag(a: Arguments, c: OpContext): TensorValue {
  const indices = tensor(a, 'input');
  const shape = shapeOf(indices);
  const weights = optionalTensor(a, 'per_sample_weights');
  const refuse = (
    code: string,
    message: string,
    why: string,
    exception: 'ValueError' | 'NotImplementedError' = 'ValueError',
  ): never => c.refuse({ code, exception, message, why });
  if (weights?.shape && sameShape(weights.shape, shape) === false) {
    refuse(
      'CS107',
      `embedding_bag: If per_sample_weights (${torchSize(weights.shape)}) is not None, then it must have the same shape as the input (${torchSize(shape)})`,
      'Each number has its own weight.',
    );
  }
  if (shape.length < 1 || shape.length > 2)
    refuse(
      'CS117',
      `input has to be 1D or 2D Tensor, but got Tensor of dimension ${shape.length}`,
      'Bags are the rows of a matrix, or stretches of a list.',
    );
  const offsets = optionalTensor(a, 'offsets');
  if (shape.length === 2 && offsets) {
    refuse(
      'CS124',
      "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>",
      'Each row is a bag already.',
    );
  }
  if (shape.length === 1 && !offsets)
    refuse('CS124', 'offsets has to be a 1D Tensor but got None', 'Without offsets it is open where a bag begins.');
  if (offsets && shapeOf(offsets).length !== 1)
    refuse('CS117', 'offsets has to be a 1D Tensor', 'It says where each bag begins.');
  const mode = a.str('mode');
  if (!['sum', 'mean', 'max'].includes(mode))
    refuse('CS124', 'mode has to be one of sum, mean or max', `'${mode}' is none of them.`);
  if (weights && mode !== 'sum') {
    refuse(
      'CS124',
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`,
      'Only sums are weighted.',
      'NotImplementedError',
    );
  }
  const { weight, width } = tableOf(a, c);
  const [bags = 0] = offsets ? shapeOf(offsets) : shape;
  const counted = offsets && a.bool('include_last_offset') ? sub(bags, 1) : bags;
  return c.tensor([counted, width], { dtype: weight.dtype });
}

function oneHot(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'tensor');
  const shape = shapeOf(input);
  const classes = whole(a, c, 'num_classes');
  const known = input.values;
  const refuse = (message: string, why: string): never => c.refuse({ code: 'CS121', message, why });
  if (known?.some((i) => i < 0)) refuse('Class values must be non-negative.', 'Classes count from 0.');
  if (classes !== -1) {
    const largest = known && known.length > 0 ? Math.max(...known) : -1;
    if (less(classes, 1) === 'yes' || less(largest, classes) === 'no')
      refuse(
        'Class values must be smaller than num_classes.',
        `There are ${display(classes)} classes, numbered from 0.`,
      );
    return c.tensor([...shape, classes], { dtype: 'int64' });
  }
  // The number of classes is the largest number in the data plus 1.
  const found = known && known.length > 0 ? Math.max(...known) + 1 : dataSize(c.interpreter, Number.POSITIVE_INFINITY);
  return c.tensor([...shape, found], { dtype: 'int64' });
}

const F = 'torch.nn.functional';

export const ops = declareOps(
  {
    name: `${F}.embedding`,
    category: 'embedding',
    doc: 'Looks up one row of a table for each number.',
    reference: page(`${F}.embedding`),
    signature:
      '(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)',
    run: embedding,
    explain: (record) => {
      const [rows = 0, width = 0] = inputOf(record, 'weight')?.shape ?? [];
      return [`each number picks one of ${display(rows)} rows of ${display(width)} numbers`];
    },
    keeps: () => ({ args: ['input', 'weight'] }),
    examples: [
      { code: 'F.embedding(x, torch.empty(10, 5), padding_idx=-1)', inputs: { x: '[2, 3]:long' }, output: [2, 3, 5] },
      { code: 'F.embedding(x, torch.empty(10))', inputs: { x: '[2, 3]:long' }, problem: 'CS117' },
      { code: 'F.embedding(x, torch.empty(10, 5), padding_idx=10)', inputs: { x: '[2, 3]:long' }, problem: 'CS124' },
      { code: 'F.embedding(torch.tensor([1, 10]), torch.empty(10, 5))', problem: 'CS121' },
    ],
  },
  {
    name: 'torch.embedding',
    category: 'embedding',
    doc: 'The embedding of C++, whose table comes first.',
    reference: page(`${F}.embedding`),
    signature: '(weight, input, padding_idx=-1, scale_grad_by_freq=False, sparse=False)',
    run: (a, c) => {
      const [weight, input] = [tensor(a, 'weight'), tensor(a, 'input')];
      return c.tensor([...shapeOf(input), shapeOf(weight)[1] ?? 0], { dtype: weight.dtype });
    },
    keeps: () => ({ args: ['input', 'weight'] }),
    examples: [{ code: 'torch.embedding(torch.empty(10, 5), x)', inputs: { x: '[2, 3]:long' }, output: [2, 3, 5] }],
  },
  {
    name: `${F}.embedding_bag`,
    category: 'embedding',
    doc: 'Sums, means or maxima of looked-up rows, one per bag.',
    reference: page(`${F}.embedding_bag`),
    signature:
      "(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)",
    run: embeddingBag,
    keeps: () => ({ args: ['input'], atLeast: true }),
    examples: [
      { code: 'F.embedding_bag(x, torch.empty(10, 5))', inputs: { x: '[2, 3]:long' }, output: [2, 5] },
      {
        code: 'F.embedding_bag(x, torch.empty(10, 5), y, include_last_offset=True)',
        inputs: { x: '[6]:long', y: '[3]:long' },
        output: [2, 5],
      },
      { code: 'F.embedding_bag(x, torch.empty(10, 5))', inputs: { x: '[6]:long' }, problem: 'CS124' },
      { code: 'F.embedding_bag(x, torch.empty(10, 5))', inputs: { x: '[2, 3, 4]:long' }, problem: 'CS117' },
    ],
  },
  {
    name: `${F}.one_hot`,
    aliases: ['torch._C._nn.one_hot'],
    category: 'embedding',
    doc: 'For each number a row of zeros with a one at its place.',
    reference: page(`${F}.one_hot`),
    signature: '(tensor, num_classes=-1)',
    run: oneHot,
    examples: [
      { code: 'F.one_hot(x, 5)', inputs: { x: '[2, 3]:long' }, output: [2, 3, 5] },
      { code: 'F.one_hot(torch.tensor([1, 4]))', output: [2, 5] },
      { code: 'F.one_hot(torch.tensor([1, 4]), 3)', problem: 'CS121' },
    ],
  },
);
