/** Normalisation: sizes stay; what must fit are the features. */
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display, equal, isZero, mul, product, sub } from '../../symbolic';
import { axesOf, optionalTensor, tensor } from '../common/arguments';
import { elementwise } from '../common/elementwise';
import { keepsContiguous, keepsLaidOut, together } from '../common/kept';
import { followingFormat, whole } from '../common/spatial';
import { page, sizes, torchSize } from '../common/text';
import { inputOf, intOf, intsOf } from '../context';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

/** A statistic or weight that holds one number per feature. */
function checkElements(c: OpContext, of: TensorValue | undefined, name: string, wanted: Dim, repeated: Dim = 1): void {
  if (!of?.shape) return;
  const got = product(of.shape);
  c.requireEqual(got, wanted, `${name} and the features of the norm`, () => ({
    code: 'CS105',
    message: `${name} should contain ${display(mul(wanted, repeated))} elements not ${display(mul(got, repeated))}`,
    why: `The norm was built for ${display(got)} features, its input has ${display(wanted)}.`,
    ...(typeof wanted === 'number' && wanted > 0
      ? { fix: { kind: 'set-argument', argument: 'num_features', value: wanted } }
      : {}),
  }));
}

/** Statistics over a single number are refused; a size that may be 1 is let pass. */
function refuseSingle(c: OpContext, values: Dim, message: string, why: string): void {
  if (equal(values, 1) === 'yes') c.refuse({ code: 'CS116', exception: 'ValueError', message, why });
}

const decided = (a: Arguments, name: string): boolean | undefined => a.interpreter.truth(a.raw(name));

/** A result of the input's size and kind. */
const alike = (c: OpContext, input: TensorValue, shape: readonly Dim[]): TensorValue =>
  c.tensor(shape, { dtype: input.dtype, ...followingFormat(input) });

function batchNorm(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const training = decided(a, 'training');
  const [batch = 1, channels = 0, ...space] = shape;
  if (training) {
    const values = product([batch, ...space]);
    refuseSingle(
      c,
      values,
      `Expected more than 1 value per channel when training, got input size ${torchSize(shape)}`,
      'A batch norm in training mode takes mean and variance over the batch, and here there is one value per channel.',
    );
  }
  // PyTorch looks at nothing else where there is no number to normalise.
  if (shape.some(isZero) && shape.length > 1) return alike(c, input, shape);
  if (shape.length < 2) {
    const statistic = optionalTensor(a, 'running_mean') ?? optionalTensor(a, 'weight');
    c.refuse({
      code: 'CS117',
      message: `running_mean should contain 0 elements not ${display(product(statistic?.shape ?? []))}`,
      why: 'A batch norm needs a batch and channels.',
    });
  }
  if (training === false && (a.isNone('running_mean') || a.isNone('running_var'))) {
    c.refuse({
      code: 'CS124',
      message: `${a.isNone('running_mean') ? 'running_mean' : 'running_var'} must be defined in evaluation mode`,
      why: 'Without training there are only the running statistics to normalise by.',
    });
  }
  for (const name of ['running_mean', 'running_var', 'weight', 'bias'])
    checkElements(c, optionalTensor(a, name), name, channels);
  return alike(c, input, shape);
}

function instanceNorm(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const [batch = 1, channels = 0, ...space] = shape;
  const own = decided(a, 'use_input_stats');
  if (own) {
    refuseSingle(
      c,
      product(space),
      `Expected more than 1 spatial element when training, got input size ${torchSize(shape)}`,
      'An instance norm takes mean and variance over the positions of one channel, and here there is one position.',
    );
  }
  for (const name of ['running_mean', 'running_var', 'weight', 'bias'])
    checkElements(c, optionalTensor(a, name), name, channels, batch);
  return alike(c, input, shape);
}

/** The last axes must be normalized_shape. */
function checkNormalized(a: Arguments, c: OpContext, name: string, shape: readonly Dim[]): readonly Dim[] {
  const wanted =
    a.ints('normalized_shape') ??
    c.refuse({
      code: 'CS124',
      exception: 'TypeError',
      message: `${name}(): argument 'normalized_shape' (position 2) must be tuple of ints, not int`,
      why: 'The function takes a list of sizes; only the layer takes a single number.',
    });
  if (wanted.length === 0) {
    c.refuse({
      code: 'CS124',
      message:
        'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []',
      why: 'There must be something to normalise over.',
    });
  }
  const last = shape.slice(-wanted.length);
  const only = last.length === 1 ? last[0] : undefined;
  const refusal = () => ({
    code: 'CS105',
    message: `Given normalized_shape=${sizes(wanted)}, expected input with shape [*, ${wanted.map(display).join(', ')}], but got input of size${sizes(shape)}`,
    why: `The norm was built for ${wanted.map(display).join('×')}, the input ends in ${last.map(display).join('×')}.`,
    ...(typeof only === 'number' ? { fix: { kind: 'set-argument', argument: 'normalized_shape', value: only } } : {}),
  });
  if (shape.length < wanted.length) c.refuse(refusal());
  wanted.forEach((size, i) => {
    c.requireEqual(size, last[i] ?? 0, `the features of ${name}`, refusal);
  });
  for (const argument of ['weight', 'bias']) {
    const parameter = a.values.has(argument) ? optionalTensor(a, argument) : undefined;
    if (!parameter?.shape) continue;
    const fits =
      parameter.shape.length === wanted.length && parameter.shape.every((d, i) => equal(d, wanted[i] ?? 0) !== 'no');
    if (fits) continue;
    c.refuse({
      code: 'CS105',
      message: `Expected ${argument} to be of same shape as normalized_shape, but got ${argument} of shape ${sizes(parameter.shape)} and normalized_shape = ${sizes(wanted)}`,
      why: 'There is one number per normalised feature.',
    });
  }
  return wanted;
}

function layerNorm(a: Arguments, c: OpContext, name: string): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  checkNormalized(a, c, name, shape);
  return c.tensor(shape, { dtype: input.dtype });
}

function groupNorm(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const groups = whole(a, c, 'num_groups');
  if (shape.length < 2) {
    c.refuse({
      code: 'CS117',
      message: `Expected at least 2 dimensions for input tensor but received ${shape.length}`,
      why: 'A group norm needs a batch and channels.',
    });
  }
  const [batch = 1, channels = 0, ...space] = shape;
  if (isZero(groups))
    c.refuse({
      code: 'CS124',
      message: 'Expected num groups to be greater than 0, got 0',
      why: 'There must be at least one group.',
    });
  c.requireDivides(groups, channels, 'the groups of a group norm share the channels evenly', () => ({
    code: 'CS113',
    message: `Expected number of channels in input to be divisible by num_groups, but got input of shape ${sizes(shape)} and num_groups=${display(groups)}`,
    why: `${display(channels)} channels do not make ${display(groups)} groups of one size.`,
    ...nearest(groups, channels),
  }));
  if (typeof groups === 'number' && typeof channels === 'number' && typeof batch === 'number') {
    const perGroup = Math.floor((batch * channels) / groups);
    refuseSingle(
      c,
      product([perGroup, ...space]),
      `Expected more than 1 value per channel when training, got input size ${sizes([perGroup, groups, ...space])}`,
      'Each group takes mean and variance over its own numbers, and here it has one.',
    );
  }
  for (const name of ['weight', 'bias']) {
    const parameter = optionalTensor(a, name);
    if (!parameter?.shape) continue;
    const [size = 0] = parameter.shape;
    const refusal = () => ({
      code: 'CS105',
      message: `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${sizes(parameter.shape ?? [])} and input of shape ${sizes(shape)}`,
      why: `The norm was built for ${display(size)} channels, its input has ${display(channels)}.`,
      ...(typeof channels === 'number' && channels > 0
        ? { fix: { kind: 'set-argument', argument: 'num_channels', value: channels } }
        : {}),
    });
    if (parameter.shape.length !== 1) c.refuse(refusal());
    c.requireEqual(size, channels, 'the channels of a group norm', refusal);
  }
  return alike(c, input, shape);
}

/** The divisor of the channels that is nearest to the groups asked for. */
function nearest(groups: Dim, channels: Dim): { readonly fix?: Readonly<Record<string, unknown>> } {
  if (typeof groups !== 'number' || typeof channels !== 'number' || channels < 1) return {};
  let best = 1;
  for (let d = 1; d <= channels; d++)
    if (channels % d === 0 && Math.abs(d - groups) < Math.abs(best - groups)) best = d;
  return { fix: { kind: 'set-argument', argument: 'num_groups', value: best } };
}

// ---- explanations ----

const AFFINE = '(x − mean)/√(variance + ε)·weight + bias';
const shapeIn = (record: OpRecord): readonly Dim[] => inputOf(record, 'input')?.shape ?? [];
const over = (dims: readonly Dim[]): string =>
  dims.length === 0 ? '1 number' : `${dims.map(display).join('×')} = ${display(product(dims))} numbers`;

function explainBatch(record: OpRecord): readonly string[] {
  const [batch = 1, channels = 1, ...space] = shapeIn(record);
  const flag = record.args.get('training');
  const source = flag?.kind === 'bool' && !flag.value ? 'kept from training' : `over ${over([batch, ...space])}`;
  return [AFFINE, `mean and variance of each of ${display(channels)} channels, ${source}`];
}

/** Mean and 1/deviation, 4 bytes each, per set of numbers that is normalised together. */
const statistics = (sets: readonly Dim[]): Dim => mul(8, product(sets));

const isOff = (record: OpRecord, name: string): boolean => {
  const flag = record.args.get(name);
  return flag?.kind === 'bool' && !flag.value;
};

function keepsBatch(record: OpRecord): Keeps {
  const bytes = isOff(record, 'training') ? 0 : statistics(shapeIn(record).slice(1, 2));
  return { args: ['input', 'weight', 'running_mean', 'running_var'], bytes };
}

/** As a batch norm of one example with batch times channels, for which what is kept per channel is repeated. */
function keepsInstances(record: OpRecord): Keeps {
  const sets = shapeIn(record).slice(0, 2);
  const repeated = ['weight', 'running_mean', 'running_var'].filter((name) => inputOf(record, name)).length;
  const own = isOff(record, 'use_input_stats') ? 0 : statistics(sets);
  return together(keepsContiguous(record, 'input'), { bytes: add(own, mul(4 * repeated, product(sets))) });
}

/** The lengths, before and after the smallest is raised to ε. */
function keepsLengths(record: OpRecord): Keeps {
  const shape = shapeIn(record);
  const axes = intsOf(record, 'dim', 1) ?? intsOf(record, 'dim', 2) ?? intsOf(record, 'dim', 3);
  if (!axes?.every((axis) => typeof axis === 'number')) return { args: ['input'], atLeast: true };
  const own = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  return { args: ['input'], bytes: mul(8, product(shape.filter((_, i) => !own.has(i)))) };
}

/** The padded squares, what they add up to, its power, and the factor α (torch/nn/functional.py). */
function keepsNeighbours(record: OpRecord): Keeps {
  const [batch = 1, channels = 1, ...space] = shapeIn(record);
  const size = intOf(record, 'size') ?? 1;
  const padded = product([batch, add(channels, sub(size, 1)), ...space]);
  return { args: ['input'], bytes: add(add(mul(4, padded), mul(8, product(shapeIn(record)))), 8) };
}

const EACH = { input: '[2, 6, 4, 4]' };

export const ops = declareOps(
  {
    name: 'torch.nn.functional.batch_norm',
    category: 'norm',
    doc: 'Shifts and scales each channel to mean 0 and variance 1, taken over the batch in training and over all training so far in evaluation.',
    reference: page('torch.nn.functional.batch_norm'),
    signature: '(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=0.00001)',
    run: batchNorm,
    explain: explainBatch,
    keeps: keepsBatch,
    examples: [
      { code: 'F.batch_norm(x, torch.zeros(6), torch.ones(6))', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.batch_norm(x, None, None, training=True)', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.batch_norm(x, torch.zeros(4), torch.ones(4))', inputs: { x: EACH.input }, problem: 'CS105' },
      { code: 'F.batch_norm(x, None, None, training=True)', inputs: { x: '[1, 6]' }, problem: 'CS116' },
      { code: 'F.batch_norm(x, torch.zeros(6), torch.ones(6))', inputs: { x: '[6]' }, problem: 'CS117' },
      { code: 'F.batch_norm(x, None, None)', inputs: { x: EACH.input }, problem: 'CS124' },
    ],
  },
  {
    name: 'torch.batch_norm',
    category: 'norm',
    doc: 'The batch norm of C++, whose arguments come in another order.',
    reference: page('torch.nn.functional.batch_norm'),
    signature: '(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled)',
    run: batchNorm,
    explain: explainBatch,
    keeps: keepsBatch,
    examples: [
      {
        code: 'torch.batch_norm(x, None, None, torch.zeros(6), torch.ones(6), False, 0.1, 1e-5, False)',
        inputs: { x: EACH.input },
        output: [2, 6, 4, 4],
      },
      {
        code: 'torch.batch_norm(x, None, None, torch.zeros(5), torch.ones(5), False, 0.1, 1e-5, False)',
        inputs: { x: EACH.input },
        problem: 'CS105',
      },
    ],
  },
  {
    name: 'torch.nn.functional.instance_norm',
    category: 'norm',
    doc: 'Shifts and scales each channel of each image alone to mean 0 and variance 1.',
    reference: page('torch.nn.functional.instance_norm'),
    signature:
      '(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=0.00001)',
    run: instanceNorm,
    explain: (record) => [
      AFFINE,
      `mean and variance of each channel of each image, over ${over(shapeIn(record).slice(2))}`,
    ],
    keeps: keepsInstances,
    examples: [
      { code: 'F.instance_norm(x)', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.instance_norm(x, weight=torch.ones(4))', inputs: { x: EACH.input }, problem: 'CS105' },
      { code: 'F.instance_norm(x)', inputs: { x: '[2, 6, 1, 1]' }, problem: 'CS116' },
    ],
  },
  {
    name: 'torch.nn.functional.layer_norm',
    aliases: ['torch.layer_norm'],
    category: 'norm',
    doc: 'Shifts and scales the last axes of each example to mean 0 and variance 1.',
    reference: page('torch.nn.functional.layer_norm'),
    signature: '(input, normalized_shape, weight=None, bias=None, eps=0.00001, cudnn_enable=True)',
    run: (a, c) => layerNorm(a, c, 'layer_norm'),
    explain: (record) => [AFFINE, `mean and variance over the last axes, ${over(normalized(record))}`],
    keeps: (record) => ({
      args: ['input', 'weight', 'bias'],
      bytes: statistics(shapeIn(record).slice(0, shapeIn(record).length - normalized(record).length)),
    }),
    examples: [
      { code: 'F.layer_norm(x, (4, 4))', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.layer_norm(x, (6, 4))', inputs: { x: EACH.input }, problem: 'CS105' },
      { code: 'F.layer_norm(x, ())', inputs: { x: EACH.input }, problem: 'CS124' },
    ],
  },
  {
    name: 'torch.nn.functional.rms_norm',
    aliases: ['torch.rms_norm'],
    category: 'norm',
    doc: 'Divides the last axes of each example by their root mean square (Zhang and Sennrich 2019).',
    reference: page('torch.nn.functional.rms_norm'),
    signature: '(input, normalized_shape, weight=None, eps=None)',
    run: (a, c) => layerNorm(a, c, 'rms_norm'),
    explain: (record) => ['x/√(mean of x² + ε)·weight', `over the last axes, ${over(normalized(record))}`],
    keeps: (record) => ({
      args: ['input', 'weight'],
      bytes: mul(4, product(shapeIn(record).slice(0, shapeIn(record).length - normalized(record).length))),
    }),
    examples: [
      { code: 'F.rms_norm(x, (4,))', inputs: { x: EACH.input }, output: [2, 6, 4, 4], unchecked: true },
      { code: 'F.rms_norm(x, (6,))', inputs: { x: EACH.input }, problem: 'CS105', unchecked: true },
    ],
  },
  {
    name: 'torch.nn.functional.group_norm',
    aliases: ['torch.group_norm'],
    category: 'norm',
    doc: 'Shifts and scales groups of channels of each image to mean 0 and variance 1 (Wu and He 2018).',
    reference: page('torch.nn.functional.group_norm'),
    signature: '(input, num_groups, weight=None, bias=None, eps=0.00001, cudnn_enabled=True)',
    run: groupNorm,
    explain: (record) => {
      const [, channels = 1, ...space] = shapeIn(record);
      const groups = intOf(record, 'num_groups') ?? 1;
      return [
        AFFINE,
        `${display(channels)} channels in ${display(groups)} groups, each with its mean and variance over ${over([channels, ...space])} / ${display(groups)}`,
      ];
    },
    keeps: (record) =>
      together(keepsLaidOut(record, 'input'), {
        args: ['weight'],
        bytes: statistics([shapeIn(record)[0] ?? 1, intOf(record, 'num_groups') ?? 1]),
      }),
    examples: [
      { code: 'F.group_norm(x, 3)', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.group_norm(x, 4)', inputs: { x: EACH.input }, problem: 'CS113' },
      { code: 'F.group_norm(x, 3, torch.ones(4))', inputs: { x: EACH.input }, problem: 'CS105' },
      { code: 'F.group_norm(x, 6)', inputs: { x: '[1, 6, 1, 1]' }, problem: 'CS116' },
    ],
  },
  {
    name: 'torch.nn.functional.normalize',
    category: 'norm',
    doc: 'Divides vectors by their p-norm, so that each has length 1.',
    reference: page('torch.nn.functional.normalize'),
    signature: '(input, p=2.0, dim=1, eps=0.000000000001, out=None)',
    run: (a, c) => {
      const input = tensor(a, 'input');
      const shape = shapeOf(input);
      axesOf(a, 'dim', shape.length, c);
      return elementwise([input], input.dtype, c);
    },
    explain: () => ['x/max(‖x‖, ε)'],
    keeps: keepsLengths,
    examples: [
      { code: 'F.normalize(x)', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.normalize(x, dim=(2, 3))', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.normalize(x, dim=4)', inputs: { x: EACH.input }, problem: 'CS121' },
    ],
  },
  {
    name: 'torch.nn.functional.local_response_norm',
    category: 'norm',
    doc: 'Divides each number by what its neighbours in nearby channels add up to (Krizhevsky 2012).',
    reference: page('torch.nn.functional.local_response_norm'),
    signature: '(input, size, alpha=0.0001, beta=0.75, k=1.0)',
    run: (a, c) => {
      const input = tensor(a, 'input');
      const shape = shapeOf(input);
      if (shape.length < 3) {
        c.refuse({
          code: 'CS117',
          exception: 'ValueError',
          message: `Expected 3D or higher dimensionality input (got ${shape.length} dimensions)`,
          why: 'It needs a batch, channels and at least one spatial axis.',
        });
      }
      return alike(c, input, shape);
    },
    explain: (record) => [
      `x/(k + α/${display(intOf(record, 'size') ?? 1)}·Σ x²)^β over ${display(intOf(record, 'size') ?? 1)} neighbouring channels`,
    ],
    keeps: keepsNeighbours,
    examples: [
      { code: 'F.local_response_norm(x, 5)', inputs: { x: EACH.input }, output: [2, 6, 4, 4] },
      { code: 'F.local_response_norm(x, 5)', inputs: { x: '[2, 6]' }, problem: 'CS117' },
    ],
  },
);

function normalized(record: OpRecord): readonly Dim[] {
  const argument = record.args.get('normalized_shape');
  const rank = argument?.kind === 'list' ? argument.items.length : 1;
  return shapeIn(record).slice(-rank);
}
