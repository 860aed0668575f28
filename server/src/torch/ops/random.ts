/** Random numbers: new tensors of them, and methods that write them. */
import type { Arguments, Value } from '../../python';
import { type Dim, display, less } from '../../symbolic';
import { tensor } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { defaultDtype, keywordDtype, newSizes, sizesOf, wantsGrad } from '../common/creation';
import { orDtype } from '../common/dtypes';
import { elementwise } from '../common/elementwise';
import { keptStrides } from '../common/iterate';
import { arrow } from '../common/records';
import { page } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { isTensor, shapeOf } from '../tensor';

const making = { category: 'create', explain: arrow } as const;

const ofSizes = (name: string, doc: string): OpDeclaration => ({
  ...making,
  name: `torch.${name}`,
  signature: '(*size, **kwargs)',
  doc,
  reference: page(`torch.${name}`),
  run: (a, c) =>
    c.tensor(sizesOf(a, c), {
      dtype: orDtype(keywordDtype(a), defaultDtype(c.interpreter)),
      requiresGrad: wantsGrad(a),
    }),
  examples: [
    { code: `torch.${name}(2, 3)`, output: [2, 3] },
    { code: `torch.${name}([2, 3])`, output: [2, 3] },
    { code: `torch.${name}(-1, 3)`, problem: 'CS124' },
  ],
});

const like = (name: string, signature: string, doc: string, example: string): OpDeclaration => ({
  ...making,
  name: `torch.${name}`,
  signature,
  doc,
  reference: page(`torch.${name}`),
  detached: true,
  run: (a, c) => {
    const x = tensor(a, 'input');
    return c.tensor(shapeOf(x), { dtype: orDtype(keywordDtype(a), x.dtype), strides: keptStrides(x) });
  },
  examples: [{ code: example, inputs: { x: '2x3' }, output: [2, 3] }],
});

/** Methods that write random numbers: sizes stay. */
const WRITERS: Readonly<Record<string, string>> = {
  normal_: '(input, mean=0.0, std=1.0, *, generator=None)',
  uniform_: '(input, a=0.0, b=1.0, *, generator=None)',
  random_: '(input, low=0, high=None, *, generator=None)',
  exponential_: '(input, lambd=1.0, *, generator=None)',
  bernoulli_: '(input, p=0.5, *, generator=None)',
  cauchy_: '(input, median=0.0, sigma=1.0, *, generator=None)',
  geometric_: '(input, p, *, generator=None)',
  log_normal_: '(input, mean=1.0, std=2.0, *, generator=None)',
};

const writer = (name: string, signature: string): OpDeclaration => ({
  category: 'create',
  name: `torch.Tensor.${name}`,
  signature,
  doc: 'Writes random numbers into the tensor.',
  reference: page(`torch.Tensor.${name}`),
  explain: arrow,
  run: (a, c) => c.tensor(shapeOf(tensor(a, 'input')), { dtype: tensor(a, 'input').dtype }),
  examples: [{ code: `x.${name}(${name === 'geometric_' ? '0.5' : ''})`, inputs: { x: '2x3' }, output: [2, 3] }],
});

/** `randint(high, size)` or `randint(low, high, size)`. */
function randint(a: Arguments, c: OpContext): Value {
  const [low, second, third] = a.extra;
  const size = a.extraKeywords.get('size') ?? (second && sequence(second) ? second : third);
  if (low === undefined && !a.extraKeywords.has('high'))
    return a.interpreter.raise('TypeError', 'randint() received an invalid combination of arguments');
  if (size === undefined)
    return a.interpreter.raise('TypeError', 'randint() received an invalid combination of arguments');
  const { items } = c.interpreter.iterate(size);
  const dims: Dim[] = items.map((item) =>
    item.kind === 'int' ? item.value : c.unknown('undecided', 'a size of randint is not known'),
  );
  return c.tensor(newSizes(dims, c), { dtype: orDtype(keywordDtype(a), 'int64') });
}
const sequence = (value: Value): boolean => value.kind === 'tuple' || value.kind === 'list';

/** Mean and deviation as tensors, or as numbers with a size. */
function normal(a: Arguments, c: OpContext): Value {
  const operands = [a.raw('mean'), a.raw('std')];
  const size = a.raw('size');
  if (operands.some(isTensor)) return elementwise(operands.filter(isTensor), operands.find(isTensor)?.dtype, c);
  if (size.kind === 'none') return a.wrongType('mean', 'Tensor');
  return c.tensor(newSizes(a.ints('size') ?? [a.int('size')], c), {
    dtype: orDtype(keywordDtype(a), defaultDtype(c.interpreter)),
  });
}

function multinomial(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const count = a.int('num_samples');
  if (shape.length === 0 || shape.length > 2) {
    c.refuse({ code: 'CS117', message: 'prob_dist must be 1 or 2 dim', why: `The input has ${shape.length} axes.` });
  }
  const last = shape.at(-1) ?? 1;
  if (!a.bool('replacement') && less(last, count) === 'yes') {
    c.refuse({
      code: 'CS121',
      message: 'cannot sample n_sample > prob_dist.size(-1) samples without replacement',
      why: `There are only ${display(last)} categories.`,
    });
  }
  return c.tensor(shape.with(-1, count), { dtype: 'int64' });
}

export const ops = declareOps(
  ofSizes('rand', 'Random numbers, evenly between 0 and 1.'),
  ofSizes('randn', 'Random numbers of the standard normal distribution.'),
  like('rand_like', '(input, **kwargs)', 'Random numbers between 0 and 1 in the same sizes.', 'torch.rand_like(x)'),
  like('randn_like', '(input, **kwargs)', 'Normal random numbers in the same sizes.', 'torch.randn_like(x)'),
  like(
    'randint_like',
    '(input, low, high=None, **kwargs)',
    'Random integers in the same sizes.',
    'torch.randint_like(x, 5)',
  ),
  ...Object.entries(WRITERS).map(([name, signature]) => writer(name, signature)),
  {
    ...making,
    name: 'torch.randint',
    signature: '(*args, **kwargs)',
    doc: 'Random integers from low to high − 1.',
    reference: page('torch.randint'),
    run: randint,
    examples: [
      { code: 'torch.randint(10, (2, 3))', output: [2, 3] },
      { code: 'torch.randint(0, 10, size=(4,))', output: [4] },
    ],
  },
  {
    ...making,
    name: 'torch.randperm',
    signature: '(n, **kwargs)',
    doc: 'The numbers 0 to n − 1 in random order.',
    reference: page('torch.randperm'),
    run: (a, c) => c.tensor([a.int('n')], { dtype: orDtype(keywordDtype(a), 'int64') }),
    examples: [{ code: 'torch.randperm(6)', output: [6] }],
  },
  {
    ...making,
    name: 'torch.normal',
    signature: '(mean, std=1.0, size=None, **kwargs)',
    doc: 'Normal random numbers of given mean and deviation.',
    reference: page('torch.normal'),
    detached: true,
    run: normal,
    examples: [
      { code: 'torch.normal(0.0, 1.0, (2, 3))', output: [2, 3] },
      { code: 'torch.normal(x, x.abs())', inputs: { x: '2x3' }, output: [2, 3] },
    ],
  },
  {
    ...making,
    name: 'torch.bernoulli',
    aliases: ['torch.Tensor.bernoulli', 'torch.poisson'],
    signature: '(input, *args, **kwargs)',
    doc: 'Draws 0 or 1 with given probabilities.',
    reference: page('torch.bernoulli'),
    detached: true,
    run: (a, c) => {
      const x = tensor(a, 'input');
      return c.tensor(shapeOf(x), { dtype: x.dtype, strides: keptStrides(x) });
    },
    examples: [{ code: 'torch.bernoulli(torch.sigmoid(x))', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    ...making,
    name: 'torch.multinomial',
    aliases: ['torch.Tensor.multinomial'],
    signature: '(input, num_samples, replacement=False, *, generator=None, out=None)',
    doc: 'Draws places with given weights.',
    reference: page('torch.multinomial'),
    run: multinomial,
    examples: [
      { code: 'torch.multinomial(x.abs(), 2)', inputs: { x: '3x5' }, output: [3, 2] },
      { code: 'torch.multinomial(x.abs(), 6)', inputs: { x: '3x5' }, problem: 'CS121' },
    ],
  },
  {
    category: 'create',
    name: 'torch.Tensor.fill_',
    inplaceAliases: ['torch.fill_'],
    signature: '(input, value)',
    doc: 'Writes one value everywhere.',
    reference: page('torch.Tensor.fill_'),
    run: (a, c) => c.tensor(shapeOf(tensor(a, 'input')), { dtype: tensor(a, 'input').dtype }),
    examples: [{ code: 'x.fill_(1)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    category: 'create',
    name: 'torch.Tensor.zero_',
    signature: '(input)',
    doc: 'Writes zeros everywhere.',
    reference: page('torch.Tensor.zero_'),
    run: (a, c) => c.tensor(shapeOf(tensor(a, 'input')), { dtype: tensor(a, 'input').dtype }),
    examples: [{ code: 'x.zero_()', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    category: 'create',
    name: 'torch.Tensor.fill_diagonal_',
    signature: '(input, fill_value, wrap=False)',
    doc: 'Writes one value on the diagonal.',
    reference: page('torch.Tensor.fill_diagonal_'),
    run: (a, c) => c.tensor(shapeOf(tensor(a, 'input')), { dtype: tensor(a, 'input').dtype }),
    examples: [{ code: 'x.fill_diagonal_(1)', inputs: { x: '3x3' }, output: [3, 3] }],
  },
  {
    category: 'create',
    name: 'torch.Tensor.copy_',
    signature: '(input, other, non_blocking=False)',
    doc: 'Writes the numbers of another tensor, with broadcasting.',
    reference: page('torch.Tensor.copy_'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      const other = a.value('other');
      return c.tensor(isTensor(other) ? broadcast(shapeOf(x), shapeOf(other), c) : shapeOf(x), { dtype: x.dtype });
    },
    examples: [
      { code: 'x.copy_(y)', inputs: { x: '2x3', y: '3' }, output: [2, 3] },
      { code: 'x.copy_(y)', inputs: { x: '2x3', y: '4' }, problem: 'CS107' },
    ],
  },
);
