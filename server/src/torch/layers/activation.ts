/** Activations without weights, and PReLU (torch/nn/modules/activation.py). */
import { page } from '../common/text';
import { declareLayers, type Example, type LayerDeclaration } from '../declare';
import { requireSizes, sizeArgument } from '../module/arguments';
import { type Simple, simple } from '../module/simple';
import { isTensor, shapeOf } from '../tensor';

const SAME: readonly number[] = [2, 3, 4];
const on = (construction: string): Example => ({
  code: `nn.${construction}(x)`,
  inputs: { x: '[2, 3, 4]' },
  output: SAME,
});

type Short = Omit<Simple, 'module' | 'category' | 'examples'> & {
  readonly example?: string;
  readonly examples?: readonly Example[];
};
const activation = ({ example, examples = [], ...s }: Short): LayerDeclaration =>
  simple({ ...s, module: 'activation', category: 'activation', examples: [on(example ?? `${s.name}()`), ...examples] });

const INPLACE = { signature: '(inplace=False)', keywords: ['inplace'] } as const;

const prelu: LayerDeclaration = {
  name: 'PReLU',
  module: 'torch.nn.modules.activation',
  category: 'activation',
  signature: '(num_parameters=1, init=0.25, device=None, dtype=None)',
  doc: 'max(0, x) plus a learned slope for negative x, one for all channels or one per channel.',
  reference: 'https://arxiv.org/abs/1502.01852',
  examples: [on('PReLU()'), on('PReLU(3)'), { code: 'nn.PReLU(2)(x)', inputs: { x: '[2, 3, 4]' }, problem: 'CS105' }],
  init: (self, a, c) => {
    self.set('num_parameters', a.raw('num_parameters'));
    self.set('init', a.raw('init'));
    const shape = [sizeArgument(a, c, 'num_parameters', 'alone')];
    requireSizes(c, shape);
    self.parameter('weight', shape);
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) => c.op('torch.nn.functional.prelu', [a.raw('input'), self.get('weight')]),
  },
};

/** `min_value` and `max_value` are old names. */
const hardtanh: LayerDeclaration = {
  ...activation({
    name: 'Hardtanh',
    op: 'hardtanh',
    args: ['min_val', 'max_val', 'inplace'],
    signature: '(min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None)',
    doc: 'Cuts x off below and above: a straight line between two plateaus.',
  }),
  init: (self, a) => {
    self.set('min_val', a.isNone('min_value') ? a.raw('min_val') : a.raw('min_value'));
    self.set('max_val', a.isNone('max_value') ? a.raw('max_val') : a.raw('max_value'));
    self.set('inplace', a.raw('inplace'));
  },
};

const relu6: LayerDeclaration = {
  name: 'ReLU6',
  module: 'torch.nn.modules.activation',
  bases: ['Hardtanh'],
  category: 'activation',
  signature: '(inplace=False)',
  doc: 'max(0, x), cut off at 6 (MobileNet).',
  reference: page('torch.nn.ReLU6'),
  examples: [on('ReLU6()')],
  init: (self, a) => {
    self.set('min_val', { kind: 'float', value: 0 });
    self.set('max_val', { kind: 'float', value: 6 });
    self.set('inplace', a.raw('inplace'));
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) => c.op('torch.nn.functional.relu6', [a.raw('input')], { inplace: self.get('inplace') }),
  },
};

const softmax2d: LayerDeclaration = {
  name: 'Softmax2d',
  module: 'torch.nn.modules.activation',
  category: 'activation',
  signature: '()',
  doc: 'Softmax over the channels, at each pixel on its own.',
  reference: page('torch.nn.Softmax2d'),
  examples: [
    { code: 'nn.Softmax2d()(x)', inputs: { x: '[2, 3, 4, 4]' }, output: [2, 3, 4, 4] },
    { code: 'nn.Softmax2d()(x)', inputs: { x: '[3, 4]' }, problem: 'CS117' },
  ],
  init: () => undefined,
  forward: {
    signature: '(input)',
    run: (_self, a, c) => {
      const input = a.value('input');
      if (!isTensor(input)) return a.wrongType('input', 'Tensor');
      const rank = shapeOf(input).length;
      if (rank !== 3 && rank !== 4) {
        c.refuse({
          code: 'CS117',
          exception: 'ValueError',
          message: `Softmax2d: expected input to be 3D or 4D, got ${rank}D instead`,
          why: 'It works on images, with or without a batch.',
        });
      }
      return c.op('torch.nn.functional.softmax', [input, { kind: 'int', value: -3 }]);
    },
  },
};

const DIM = { signature: '(dim=None)', args: ['dim'] } as const;

export const layers = declareLayers(
  activation({ ...INPLACE, name: 'ReLU', op: 'relu', doc: 'max(0, x): negative values become 0.' }),
  hardtanh,
  relu6,
  prelu,
  softmax2d,
  activation({
    ...INPLACE,
    name: 'Hardsigmoid',
    op: 'hardsigmoid',
    doc: 'A straight-line stand-in for the sigmoid (MobileNetV3).',
  }),
  activation({ ...INPLACE, name: 'SiLU', op: 'silu', doc: 'x · sigmoid(x), also called swish.' }),
  activation({
    ...INPLACE,
    name: 'Mish',
    op: 'mish',
    doc: 'x · tanh(softplus(x)): smooth, lets small negative values through.',
  }),
  activation({
    ...INPLACE,
    name: 'Hardswish',
    op: 'hardswish',
    doc: 'x times the straight-line sigmoid (MobileNetV3).',
  }),
  activation({ ...INPLACE, name: 'SELU', op: 'selu', doc: 'An ELU scaled so that mean and variance keep themselves.' }),
  activation({
    name: 'ELU',
    op: 'elu',
    signature: '(alpha=1.0, inplace=False)',
    args: ['alpha', 'inplace'],
    doc: 'x where positive, α(eˣ − 1) where negative.',
  }),
  activation({
    name: 'CELU',
    op: 'celu',
    signature: '(alpha=1.0, inplace=False)',
    args: ['alpha', 'inplace'],
    doc: 'An ELU whose slope at 0 is 1 for every α.',
  }),
  activation({
    name: 'Threshold',
    op: 'threshold',
    signature: '(threshold, value, inplace=False)',
    args: ['threshold', 'value', 'inplace'],
    example: 'Threshold(0.1, 20)',
    doc: 'x where it is above the threshold, a fixed value elsewhere.',
  }),
  activation({
    name: 'RReLU',
    op: 'rrelu',
    signature: '(lower=0.125, upper=0.3333333333333333, inplace=False)',
    args: ['lower', 'upper'],
    more: (self) => ({ training: self.get('training'), inplace: self.get('inplace') }),
    doc: 'A leaky ReLU whose slope is drawn at random while training.',
  }),
  activation({
    name: 'LeakyReLU',
    op: 'leaky_relu',
    signature: '(negative_slope=0.01, inplace=False)',
    args: ['negative_slope', 'inplace'],
    doc: 'x where positive, a small slope where negative.',
  }),
  activation({ name: 'Sigmoid', op: 'torch.sigmoid', doc: '1 / (1 + e⁻ˣ): any number into 0..1.' }),
  activation({ name: 'Tanh', op: 'torch.tanh', doc: 'Any number into −1..1.' }),
  activation({ name: 'LogSigmoid', op: 'logsigmoid', doc: 'The logarithm of the sigmoid, computed stably.' }),
  activation({
    name: 'Softplus',
    op: 'softplus',
    signature: '(beta=1.0, threshold=20.0)',
    args: ['beta', 'threshold'],
    doc: 'A smooth ReLU: log(1 + eˣ).',
  }),
  activation({
    name: 'Softshrink',
    op: 'softshrink',
    signature: '(lambd=0.5)',
    args: ['lambd'],
    doc: 'Moves x towards 0 by λ, and to 0 within it.',
  }),
  activation({
    name: 'Hardshrink',
    op: 'hardshrink',
    signature: '(lambd=0.5)',
    args: ['lambd'],
    doc: 'x, but 0 within λ of 0.',
  }),
  activation({ name: 'Softsign', op: 'softsign', doc: 'x / (1 + |x|).' }),
  activation({ name: 'Tanhshrink', op: 'tanhshrink', doc: 'x − tanh(x).' }),
  activation({
    name: 'GELU',
    op: 'gelu',
    signature: "(approximate='none')",
    keywords: ['approximate'],
    doc: 'x times the chance that a normal number is below x (BERT, ViT).',
  }),
  activation({
    name: 'GLU',
    op: 'glu',
    signature: '(dim=-1)',
    args: ['dim'],
    doc: 'Halves an axis: one half times the sigmoid of the other.',
    example: 'GELU()',
    examples: [
      { code: 'nn.GLU()(x)', inputs: { x: '[2, 6]' }, output: [2, 3] },
      { code: 'nn.GLU()(x)', inputs: { x: '[2, 5]' }, problem: 'CS107' },
    ],
  }),
  activation({
    ...DIM,
    name: 'Softmax',
    op: 'softmax',
    example: 'Softmax(dim=1)',
    doc: 'Positive numbers that sum to 1 along an axis.',
  }),
  activation({ ...DIM, name: 'Softmin', op: 'softmin', example: 'Softmin(dim=1)', doc: 'Softmax of −x.' }),
  activation({
    ...DIM,
    name: 'LogSoftmax',
    op: 'log_softmax',
    example: 'LogSoftmax(dim=1)',
    doc: 'The logarithm of softmax, computed stably.',
  }),
);
