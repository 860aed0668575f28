/** Activations: one number in, one number out. The softmax family is in softmax.ts. */
import type { Arguments, TensorValue } from '../../python';
import { display, exactQuotient, floorDiv } from '../../symbolic';
import { axis, tensor } from '../common/arguments';
import { toFloat } from '../common/dtypes';
import { elementwise, type Fold } from '../common/elementwise';
import { floats } from '../common/kept';
import { followingFormat } from '../common/spatial';
import { page } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Example, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

interface Row {
  readonly doc: string;
  /** Parameters after `input`: `alpha=1.0`. */
  readonly parameters?: string;
  /** Where else the same function is to be found; in-place forms end in `_`. */
  readonly names?: readonly string[];
  /** What the backward pass reads; `either`: the input, and the result where it was written over the input. */
  readonly keeps: 'input' | 'output' | 'either' | 'nothing';
  /** It reads something of its own that is as large as the input. */
  readonly keepsMore?: true;
  readonly formula: string;
  /** Whole numbers come out as floats. */
  readonly toFloat?: boolean;
  readonly fold?: Fold;
  readonly check?: (a: Arguments, c: OpContext) => void;
  readonly examples?: readonly Example[];
  /** The layout of the result is not that of the input on every device. */
  readonly layoutOpen?: boolean;
}

const F = 'torch.nn.functional';

/** `elu`: F.elu, F.elu_; `everywhere`: also torch.x, torch.x_, Tensor.x, Tensor.x_. */
const native = (name: string): readonly string[] => [`torch.${name}`, `torch.${name}_`, `${F}.${name}_`];
const everywhere = (name: string): readonly string[] => [
  ...native(name),
  `torch.Tensor.${name}`,
  `torch.Tensor.${name}_`,
];
const inner = (name: string): readonly string[] => [`torch._C._nn.${name}`, `torch._C._nn.${name}_`];

const sigmoid: Fold = (x = 0) => 1 / (1 + Math.exp(-x));

const TABLE: Readonly<Record<string, Row>> = {
  relu: {
    doc: 'Negative numbers become 0.',
    parameters: 'inplace=False',
    names: everywhere('relu'),
    keeps: 'output',
    formula: 'max(0, x)',
    fold: (x = 0) => Math.max(0, x),
    examples: [
      { code: 'torch.relu_(x)', inputs: { x: '[2, 3]' }, output: [2, 3] },
      { code: 'x.relu_()', inputs: { x: '[2, 3]' }, output: [2, 3] },
    ],
  },
  relu6: {
    doc: 'A ReLU that stops at 6 (Howard 2017).',
    parameters: 'inplace=False',
    names: inner('relu6'),
    keeps: 'input',
    formula: 'min(max(0, x), 6)',
  },
  elu: {
    doc: 'Negative numbers bend towards −α (Clevert 2015).',
    parameters: 'alpha=1.0, inplace=False',
    names: [`${F}.elu_`, ...inner('elu')],
    keeps: 'either',
    formula: 'x > 0: x, else α·(eˣ − 1)',
  },
  selu: {
    doc: 'A scaled ELU that keeps mean and variance (Klambauer 2017).',
    parameters: 'inplace=False',
    names: native('selu'),
    keeps: 'either',
    formula: 's·(x > 0: x, else α·(eˣ − 1))',
  },
  celu: {
    doc: 'An ELU that is smooth for every α (Barron 2017).',
    parameters: 'alpha=1.0, inplace=False',
    names: native('celu'),
    keeps: 'either',
    formula: 'max(0, x) + min(0, α·(e^(x/α) − 1))',
  },
  leaky_relu: {
    doc: 'Negative numbers keep a small slope (Maas 2013).',
    parameters: 'negative_slope=0.01, inplace=False',
    names: [`${F}.leaky_relu_`, ...inner('leaky_relu')],
    keeps: 'either',
    formula: 'x > 0: x, else slope·x',
  },
  rrelu: {
    doc: 'A leaky ReLU whose slope is drawn at random while training.',
    parameters: 'lower=0.125, upper=0.3333333333333333, training=False, inplace=False',
    names: native('rrelu'),
    keeps: 'either',
    keepsMore: true,
    formula: 'x > 0: x, else a·x with a random slope a',
    layoutOpen: true,
    check: (a, c) => {
      const [low, high] = [a.float('lower'), a.float('upper')];
      if (low !== undefined && high !== undefined && low > high) {
        c.refuse({
          code: 'CS124',
          message: 'Lower bound should be less than or equal to the upper bound',
          why: `The slope is drawn between ${low} and ${high}.`,
        });
      }
    },
    examples: [{ code: 'F.rrelu(x, 0.5, 0.1, training=True)', inputs: { x: '[2, 3]' }, problem: 'CS124' }],
  },
  gelu: {
    doc: 'x times the probability that a normal number lies below it (Hendrycks and Gimpel 2016).',
    parameters: "approximate='none'",
    names: ['torch._C._nn.gelu', 'torch._C._nn.gelu_'],
    keeps: 'input',
    formula: 'x·Φ(x)',
    check: (a, c) => {
      const value = a.str('approximate');
      if (value !== 'none' && value !== 'tanh')
        c.refuse({
          code: 'CS124',
          message: 'approximate argument must be either none or tanh.',
          why: `'${value}' is neither.`,
        });
    },
    examples: [{ code: "F.gelu(x, approximate='tan')", inputs: { x: '[2, 3]' }, problem: 'CS124' }],
  },
  logsigmoid: {
    doc: 'The logarithm of the sigmoid, without its rounding.',
    names: ['torch._C._nn.log_sigmoid'],
    keeps: 'input',
    keepsMore: true,
    formula: 'log(1/(1 + e⁻ˣ))',
    layoutOpen: true,
  },
  hardshrink: {
    doc: 'Small numbers become 0.',
    parameters: 'lambd=0.5',
    names: ['torch.hardshrink', 'torch.Tensor.hardshrink'],
    keeps: 'input',
    formula: '|x| > λ: x, else 0',
  },
  tanhshrink: {
    doc: 'x less its hyperbolic tangent.',
    keeps: 'nothing',
    keepsMore: true,
    formula: 'x − tanh(x)',
    toFloat: true,
  },
  softsign: {
    doc: 'Bends x into −1 … 1, slower than tanh.',
    keeps: 'input',
    keepsMore: true,
    formula: 'x/(1 + |x|)',
    toFloat: true,
  },
  softplus: {
    doc: 'A smooth ReLU.',
    parameters: 'beta=1, threshold=20',
    names: ['torch._C._nn.softplus'],
    keeps: 'input',
    formula: 'log(1 + e^(β·x))/β',
  },
  softshrink: {
    doc: 'Moves numbers towards 0 by λ.',
    parameters: 'lambd=0.5',
    names: ['torch._C._nn.softshrink'],
    keeps: 'input',
    formula: 'x > λ: x − λ, x < −λ: x + λ, else 0',
    check: (a, c) => {
      const value = a.float('lambd');
      if (value !== undefined && value < 0)
        c.refuse({
          code: 'CS124',
          message: `lambda must be greater or equal to 0, but found to be ${value}.`,
          why: 'A negative λ would push numbers away from 0.',
        });
    },
    examples: [{ code: 'F.softshrink(x, -1)', inputs: { x: '[2, 3]' }, problem: 'CS124' }],
  },
  sigmoid: {
    doc: 'Bends x into 0 … 1.',
    parameters: '*, out=None',
    names: [...everywhere('sigmoid').filter((n) => n !== `${F}.sigmoid_`), 'torch.special.expit'],
    keeps: 'output',
    formula: '1/(1 + e⁻ˣ)',
    toFloat: true,
    fold: sigmoid,
  },
  tanh: {
    doc: 'Bends x into −1 … 1.',
    parameters: '*, out=None',
    names: everywhere('tanh').filter((n) => n !== `${F}.tanh_`),
    keeps: 'output',
    formula: '(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)',
    toFloat: true,
    fold: Math.tanh,
  },
  hardsigmoid: {
    doc: 'A sigmoid of straight lines (Howard 2019).',
    parameters: 'inplace=False',
    names: inner('hardsigmoid'),
    keeps: 'input',
    formula: 'min(max(0, x + 3), 6)/6',
  },
  silu: {
    doc: 'x times its own sigmoid, also called swish (Ramachandran 2017).',
    parameters: 'inplace=False',
    names: inner('silu'),
    keeps: 'input',
    formula: 'x/(1 + e⁻ˣ)',
  },
  mish: {
    doc: 'x times the tanh of its softplus (Misra 2019).',
    parameters: 'inplace=False',
    names: inner('mish'),
    keeps: 'input',
    formula: 'x·tanh(log(1 + eˣ))',
  },
  hardswish: {
    doc: 'x times a sigmoid of straight lines (Howard 2019).',
    parameters: 'inplace=False',
    names: inner('hardswish'),
    keeps: 'input',
    formula: 'x·min(max(0, x + 3), 6)/6',
  },
  threshold: {
    doc: 'Numbers at or below a threshold become a value.',
    parameters: 'threshold, value, inplace=False',
    names: native('threshold'),
    keeps: 'input',
    formula: 'x > threshold: x, else value',
    examples: [{ code: 'F.threshold(x, 0.1, 20)', inputs: { x: '[2, 3]' }, output: [2, 3] }],
  },
  hardtanh: {
    doc: 'Cuts numbers off at both ends.',
    parameters: 'min_val=-1.0, max_val=1.0, inplace=False',
    names: [`${F}.hardtanh_`, ...inner('hardtanh')],
    keeps: 'input',
    formula: 'min(max(low, x), high)',
    check: (a, c) => {
      // PyTorch 2 refuses bounds in the wrong order.
      const [low, high] = [a.float('min_val'), a.float('max_val')];
      if (low !== undefined && high !== undefined && low > high) {
        c.refuse({
          code: 'CS124',
          exception: 'ValueError',
          message: 'min_val cannot be greater than max_val',
          why: `Nothing lies between ${low} and ${high}.`,
        });
      }
    },
    examples: [{ code: 'F.hardtanh(x, 1.0, -1.0)', inputs: { x: '[2, 3]' }, problem: 'CS124', unchecked: true }],
  },
};

function keepsRow(record: OpRecord, { keeps, keepsMore }: Row): Keeps {
  const isOutput = keeps === 'output' || (keeps === 'either' && record.inplace);
  return {
    args: keeps === 'nothing' || isOutput ? [] : ['input'],
    output: isOutput,
    bytes: keepsMore ? floats(inputOf(record, 'input')?.shape) : 0,
  };
}

function declaration(name: string, row: Row): OpDeclaration {
  const names = row.names ?? [];
  const required = row.parameters !== undefined && /^\w+,/.test(row.parameters);
  return {
    name: `${F}.${name}`,
    aliases: names.filter((n) => !n.endsWith('_')),
    inplaceAliases: names.filter((n) => n.endsWith('_')),
    category: 'activation',
    doc: row.doc,
    reference: page(`${F}.${name}`),
    signature: row.parameters ? `(input, ${row.parameters})` : '(input)',
    run: (a, c) => {
      const input = tensor(a, 'input');
      row.check?.(a, c);
      const dtype = row.toFloat ? toFloat(input.dtype) : input.dtype;
      if (row.layoutOpen && input.shape) return c.tensor(input.shape, { dtype, ...followingFormat(input) });
      return elementwise([input], dtype, c, row.fold);
    },
    explain: () => [row.formula],
    keeps: (record) => keepsRow(record, row),
    examples: [
      ...(required ? [] : [{ code: `F.${name}(x)`, inputs: { x: '[2, 3, 4, 4]' }, output: [2, 3, 4, 4] }]),
      ...(row.parameters?.includes('inplace') && !required
        ? [{ code: `F.${name}(x, inplace=True)`, inputs: { x: '[2, 3]' }, output: [2, 3] }]
        : []),
      ...(row.examples ?? []),
    ],
  };
}

/** The halves of one axis: one gates the other (Dauphin 2016). */
const glu: OpDeclaration = {
  name: `${F}.glu`,
  aliases: ['torch._C._nn.glu'],
  category: 'activation',
  doc: 'Multiplies the first half of an axis by the sigmoid of the second (Dauphin 2016).',
  reference: page(`${F}.glu`),
  signature: '(input, dim=-1)',
  run: (a, c) => {
    const input = tensor(a, 'input');
    const shape = shapeOf(input);
    if (shape.length === 0)
      c.refuse({
        code: 'CS117',
        message: 'glu does not support 0-dimensional tensors',
        why: 'A single number has no halves.',
      });
    const dim = axis(a.int('dim'), shape.length, c);
    const size = shape[dim] ?? 0;
    c.requireDivides(2, size, 'the axis that glu halves', () => ({
      code: 'CS107',
      message: `Halving dimension must be even, but dimension ${dim} is size ${display(size)}`,
      why: 'One half gates the other.',
    }));
    return c.tensor(
      shape.map((s, i) => (i === dim ? (exactQuotient(s, 2) ?? floorDiv(s, 2)) : s)),
      { dtype: input.dtype },
    );
  },
  explain: () => ['a·sigmoid(b), where a and b are the halves'],
  keeps: () => ({ args: ['input'] }),
  examples: [
    { code: 'F.glu(x, dim=1)', inputs: { x: '[2, 6, 4]' }, output: [2, 3, 4] },
    { code: 'F.glu(x)', inputs: { x: '[2, 3]' }, problem: 'CS107' },
    { code: 'F.glu(x, 2)', inputs: { x: '[2, 4]' }, problem: 'CS121' },
  ],
};

function prelu(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const weight = shapeOf(tensor(a, 'weight'));
  if (weight.length > 1) {
    c.refuse({
      code: 'CS117',
      message: `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${weight.length}`,
      why: 'There is one slope, or one per channel.',
    });
  }
  const [slopes = 1] = weight;
  const channels = shape.length > 1 ? (shape[1] ?? 1) : 1;
  if (slopes !== 1) {
    if (shape.length === 0)
      c.refuse({ code: 'CS117', message: 'Not allow zero-dim input tensor.', why: 'A single number has no channels.' });
    c.requireEqual(slopes, channels, 'the slopes of prelu', () => ({
      code: 'CS105',
      message: `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${display(slopes)} and channel size = ${display(channels)}.`,
      why: `There are ${display(slopes)} slopes for ${display(channels)} channels.`,
      ...(typeof channels === 'number'
        ? { fix: { kind: 'set-argument', argument: 'num_parameters', value: channels } }
        : {}),
    }));
  }
  return elementwise([input], input.dtype, c);
}

const pReLU: OpDeclaration = {
  name: `${F}.prelu`,
  aliases: ['torch.prelu', 'torch.Tensor.prelu'],
  category: 'activation',
  doc: 'A leaky ReLU whose slope is learned, one for all or one per channel (He 2015).',
  reference: page(`${F}.prelu`),
  signature: '(input, weight)',
  run: prelu,
  explain: () => ['x > 0: x, else weight·x'],
  keeps: () => ({ args: ['input', 'weight'] }),
  examples: [
    { code: 'F.prelu(x, torch.empty(3))', inputs: { x: '[2, 3, 4]' }, output: [2, 3, 4] },
    { code: 'F.prelu(x, torch.empty(4))', inputs: { x: '[2, 3, 4]' }, problem: 'CS105' },
  ],
};

export const ops = declareOps(...Object.entries(TABLE).map(([name, row]) => declaration(name, row)), glu, pReLU);
