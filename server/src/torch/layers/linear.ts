/** Linear layers (torch/nn/modules/linear.py). */
import { display, lessEqual } from '../../symbolic';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration } from '../declare';
import { constructorRefusal, keep, requireSizes, sizeArgument } from '../module/arguments';

const MODULE = 'torch.nn.modules.linear';

const linear = (name: string, bases: readonly string[]): LayerDeclaration => ({
  name,
  module: MODULE,
  bases,
  category: 'linear',
  signature: '(in_features, out_features, bias=True, device=None, dtype=None)',
  doc: 'Every output is a weighted sum of all inputs along the last axis, plus a bias.',
  reference: page('torch.nn.Linear'),
  examples:
    name === 'Linear'
      ? [
          { code: 'nn.Linear(8, 5)(x)', inputs: { x: '[2, 3, 8]' }, output: [2, 3, 5] },
          { code: 'nn.Linear(8, 5, bias=False)(x)', inputs: { x: '[8]' }, output: [5] },
          { code: 'nn.Linear(7, 5)(x)', inputs: { x: '[2, 8]' }, problem: 'CS104' },
          { code: 'nn.Linear(8 / 1, 5)(x)', inputs: { x: '[2, 8]' }, problem: 'CS122' },
          { code: 'nn.Linear(-8, 5)(x)', inputs: { x: '[2, 8]' }, problem: 'CS124' },
        ]
      : [
          {
            code: 'nn.modules.linear.NonDynamicallyQuantizableLinear(8, 5)(x)',
            inputs: { x: '[2, 8]' },
            output: [2, 5],
          },
        ],
  init: (self, a, c) => {
    keep(self, a, 'in_features', 'out_features');
    const out = sizeArgument(a, c, 'out_features', 0);
    const shape = [out, sizeArgument(a, c, 'in_features', 1)];
    requireSizes(c, shape);
    self.parameter('weight', shape);
    self.parameter('bias', a.bool('bias') ? [out] : null);
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) => c.op('torch.nn.functional.linear', [a.raw('input'), self.get('weight'), self.get('bias')]),
  },
});

const identity: LayerDeclaration = {
  name: 'Identity',
  module: MODULE,
  category: 'other',
  signature: '(*args, **kwargs)',
  doc: 'Returns its input; stands where a layer is left out.',
  reference: page('torch.nn.Identity'),
  examples: [{ code: 'nn.Identity(54, unused=True)(x)', inputs: { x: '[2, 3]' }, output: [2, 3] }],
  init: () => undefined,
  forward: { signature: '(input)', run: (_self, a) => a.raw('input') },
};

const bilinear: LayerDeclaration = {
  name: 'Bilinear',
  module: MODULE,
  category: 'linear',
  signature: '(in1_features, in2_features, out_features, bias=True, device=None, dtype=None)',
  doc: 'Every output is a weighted sum over all products of one feature of each input.',
  reference: page('torch.nn.Bilinear'),
  examples: [
    { code: 'nn.Bilinear(4, 3, 6)(x, y)', inputs: { x: '[2, 5, 4]', y: '[2, 5, 3]' }, output: [2, 5, 6] },
    { code: 'nn.Bilinear(4, 3, 6)(x, y)', inputs: { x: '[2, 5]', y: '[2, 3]' }, problem: 'CS104' },
    { code: 'nn.Bilinear(0, 3, 6)', problem: 'CS124' },
  ],
  init: (self, a, c) => {
    keep(self, a, 'in1_features', 'in2_features', 'out_features');
    const first = sizeArgument(a, c, 'in1_features', 1);
    if (lessEqual(first, 0) === 'yes') {
      c.refuse(
        constructorRefusal(
          `in1_features must be > 0, but got (in1_features=${display(first)})`,
          'The bound of its initial weights divides by it.',
        ),
      );
    }
    const out = sizeArgument(a, c, 'out_features', 0);
    const shape = [out, first, sizeArgument(a, c, 'in2_features', 2)];
    requireSizes(c, shape);
    self.parameter('weight', shape);
    self.parameter('bias', a.bool('bias') ? [out] : null);
  },
  forward: {
    signature: '(input1, input2)',
    run: (self, a, c) =>
      c.op('torch.nn.functional.bilinear', [a.raw('input1'), a.raw('input2'), self.get('weight'), self.get('bias')]),
  },
};

export const layers = declareLayers(
  linear('Linear', ['Module']),
  linear('NonDynamicallyQuantizableLinear', ['Linear']),
  identity,
  bilinear,
);
