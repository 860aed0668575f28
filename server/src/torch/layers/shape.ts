/** Flatten, Unflatten, Fold and Unfold (torch/nn/modules/flatten.py, fold.py). */
import { known, type Value } from '../../python';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type OpContext } from '../declare';
import { constructorRefusal, keep } from '../module/arguments';
import { simple } from '../module/simple';

const typeName = (value: Value, c: OpContext): string => {
  const cls = c.interpreter.typeOf(value);
  return cls.kind === 'class' ? cls.name : 'object';
};

const unflatten: LayerDeclaration = {
  name: 'Unflatten',
  module: 'torch.nn.modules.flatten',
  category: 'shape',
  signature: '(dim, unflattened_size)',
  doc: 'Splits one axis into several.',
  reference: page('torch.nn.Unflatten'),
  examples: [
    { code: 'nn.Unflatten(1, (2, 5, -1))(x)', inputs: { x: '[2, 50]' }, output: [2, 2, 5, 5] },
    { code: 'nn.Unflatten(1, (3, 5))(x)', inputs: { x: '[2, 50]' }, problem: 'CS108' },
    { code: 'nn.Unflatten(1, 50)', problem: 'CS124' },
  ],
  init: (self, a, c) => {
    const size = a.value('unflattened_size');
    if (size.kind !== 'tuple' && size.kind !== 'list' && a.value('dim').kind === 'int') {
      c.refuse(
        constructorRefusal(
          `unflattened_size must be a tuple of ints, but found type ${typeName(size, c)}`,
          'It lists the sizes of the new axes.',
          'TypeError',
        ),
      );
    }
    if (size.kind === 'tuple' || size.kind === 'list') {
      size.items.forEach((item, i) => {
        if (known(item).kind !== 'float') return;
        c.refuse({
          code: 'CS122',
          exception: 'TypeError',
          message: `unflattened_size must be tuple of ints, but found element of type float at pos ${i}`,
          why: 'A size is a whole number.',
        });
      });
    }
    keep(self, a, 'dim', 'unflattened_size');
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) => c.op('torch.unflatten', [a.raw('input'), self.get('dim'), self.get('unflattened_size')]),
  },
};

const flatten: LayerDeclaration = simple({
  name: 'Flatten',
  module: 'flatten',
  category: 'shape',
  op: 'torch.flatten',
  signature: '(start_dim=1, end_dim=-1)',
  args: ['start_dim', 'end_dim'],
  doc: 'Lays axes out as one; by default all but the batch.',
  examples: [
    { code: 'nn.Flatten()(x)', inputs: { x: '[2, 3, 4, 5]' }, output: [2, 60] },
    { code: 'nn.Flatten(0, 1)(x)', inputs: { x: '[2, 3, 4, 5]' }, output: [6, 4, 5] },
    { code: 'nn.Flatten(5)(x)', inputs: { x: '[2, 3]' }, problem: 'CS121' },
  ],
});

const FOLD = ['kernel_size', 'dilation', 'padding', 'stride'];

export const layers = declareLayers(
  flatten,
  unflatten,
  simple({
    name: 'Fold',
    module: 'fold',
    category: 'shape',
    op: 'fold',
    signature: '(output_size, kernel_size, dilation=1, padding=0, stride=1)',
    args: ['output_size', ...FOLD],
    doc: 'Adds overlapping patches, given as columns, back into an image.',
    examples: [
      { code: 'nn.Fold((4, 5), 2)(x)', inputs: { x: '[1, 12, 12]' }, output: [1, 3, 4, 5] },
      { code: 'nn.Fold((4, 5), 2)(x)', inputs: { x: '[1, 11, 12]' }, problem: 'CS108' },
    ],
  }),
  simple({
    name: 'Unfold',
    module: 'fold',
    category: 'shape',
    op: 'unfold',
    signature: '(kernel_size, dilation=1, padding=0, stride=1)',
    args: FOLD,
    doc: 'Lays the patches under each kernel position out as columns.',
    examples: [
      { code: 'nn.Unfold((2, 3))(x)', inputs: { x: '[2, 5, 3, 4]' }, output: [2, 30, 4] },
      { code: 'nn.Unfold(5)(x)', inputs: { x: '[2, 5, 3, 4]' }, problem: 'CS103' },
    ],
  }),
);
