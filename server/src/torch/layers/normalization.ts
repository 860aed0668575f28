/** Normalisation over other axes than the batch (torch/nn/modules/normalization.py). */
import { known, NotKnown, toInt, tuple, type Value } from '../../python';
import { type Dim, display, divides, less } from '../../symbolic';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { keep, requireSizes, sizeArgument } from '../module/arguments';
import { simple } from '../module/simple';

const MODULE = 'torch.nn.modules.normalization';

/** `normalized_shape` as a tuple; the sizes where the layer makes weights of them. */
function normalizedShape(self: LayerSelf, value: Value, affine: boolean, c: OpContext): readonly Dim[] | null {
  if (value.kind === 'unknown') throw new NotKnown(value);
  const one = toInt(value);
  const items = one !== undefined ? [value] : c.interpreter.iterate(value).items;
  self.set('normalized_shape', tuple(items));
  if (!affine) return null;
  const shape = items.map((item, i) => {
    const dim = toInt(known(item));
    if (dim !== undefined) return dim;
    if (item.kind !== 'float') return c.unknown('data', 'normalized_shape is not known');
    return c.refuse({
      code: 'CS122',
      exception: 'TypeError',
      message: `empty(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos ${i}`,
      why: 'normalized_shape: a size is a whole number; // divides without making a float.',
      fix: { kind: 'floor-division', argument: 'normalized_shape' },
    });
  });
  requireSizes(c, shape);
  return shape;
}

const layerNorm: LayerDeclaration = {
  name: 'LayerNorm',
  module: MODULE,
  category: 'norm',
  signature: '(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None)',
  doc: 'Centres and scales each sample over its last axes.',
  reference: page('torch.nn.LayerNorm'),
  examples: [
    { code: 'nn.LayerNorm(8)(x)', inputs: { x: '[2, 5, 8]' }, output: [2, 5, 8] },
    { code: 'nn.LayerNorm([5, 8], elementwise_affine=False)(x)', inputs: { x: '[2, 5, 8]' }, output: [2, 5, 8] },
    { code: 'nn.LayerNorm(8, bias=False)(x)', inputs: { x: '[2, 5, 8]' }, output: [2, 5, 8], unchecked: true },
    { code: 'nn.LayerNorm(8)(x)', inputs: { x: '[2, 8, 5, 5]' }, problem: 'CS105' },
  ],
  init: (self, a, c) => {
    const affine = a.bool('elementwise_affine');
    keep(self, a, 'eps', 'elementwise_affine');
    const shape = normalizedShape(self, a.raw('normalized_shape'), affine, c);
    self.parameter('weight', shape);
    self.parameter('bias', a.bool('bias') ? shape : null);
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) =>
      c.op('torch.nn.functional.layer_norm', [
        a.raw('input'),
        self.get('normalized_shape'),
        self.get('weight'),
        self.get('bias'),
        self.get('eps'),
      ]),
  },
};

const rmsNorm: LayerDeclaration = {
  name: 'RMSNorm',
  module: MODULE,
  category: 'norm',
  signature: '(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)',
  doc: 'Scales each sample by the root mean square over its last axes.',
  reference: page('torch.nn.RMSNorm'),
  examples: [
    { code: 'nn.RMSNorm([5, 8])(x)', inputs: { x: '[2, 5, 8]' }, output: [2, 5, 8], unchecked: true },
    { code: 'nn.RMSNorm(4)(x)', inputs: { x: '[2, 5, 8]' }, problem: 'CS105', unchecked: true },
  ],
  init: (self, a, c) => {
    keep(self, a, 'eps', 'elementwise_affine');
    self.parameter('weight', normalizedShape(self, a.raw('normalized_shape'), a.bool('elementwise_affine'), c));
  },
  forward: {
    signature: '(x)',
    run: (self, a, c) =>
      c.op('torch.nn.functional.rms_norm', [
        a.raw('x'),
        self.get('normalized_shape'),
        self.get('weight'),
        self.get('eps'),
      ]),
  },
};

/** The divisor of `channels` nearest to `groups`. */
function nearestDivisor(channels: Dim, groups: Dim): number | undefined {
  if (typeof channels !== 'number' || typeof groups !== 'number') return undefined;
  let best: number | undefined;
  for (let g = 1; g <= channels; g++)
    if (channels % g === 0 && (best === undefined || Math.abs(g - groups) < Math.abs(best - groups))) best = g;
  return best;
}

const groupNorm: LayerDeclaration = {
  name: 'GroupNorm',
  module: MODULE,
  category: 'norm',
  signature: '(num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *, bias=True)',
  doc: 'Centres and scales groups of channels of each sample together.',
  reference: page('torch.nn.GroupNorm'),
  examples: [
    { code: 'nn.GroupNorm(3, 6)(x)', inputs: { x: '[2, 6, 4, 4]' }, output: [2, 6, 4, 4] },
    { code: 'nn.GroupNorm(3, 6, affine=False)(x)', inputs: { x: '[2, 6, 4]' }, output: [2, 6, 4] },
    { code: 'nn.GroupNorm(4, 6)', problem: 'CS113' },
    { code: 'nn.GroupNorm(2, 6)(x)', inputs: { x: '[2, 8, 4]' }, problem: 'CS105' },
    { code: 'nn.GroupNorm(2, 6 / 1)', problem: 'CS122' },
  ],
  init: (self, a, c) => {
    const groups = toInt(a.value('num_groups'));
    const channels = toInt(a.value('num_channels'));
    if (groups !== undefined && channels !== undefined) {
      if (groups === 0) c.interpreter.raise('ZeroDivisionError', 'integer modulo by zero');
      if (divides(groups, channels) === 'no') {
        const value = nearestDivisor(channels, groups);
        c.refuse({
          code: 'CS113',
          exception: 'ValueError',
          message: `num_channels (${display(channels)}) must be divisible by num_groups (${display(groups)})`,
          why: `${display(channels)} channels cannot be shared out evenly among ${display(groups)} groups.`,
          ...(value === undefined ? {} : { fix: { kind: 'set-argument', argument: 'num_groups', value } }),
        });
      }
      if (less(groups, 0) === 'yes') c.unknown('undecided', 'a negative number of groups');
    }
    keep(self, a, 'num_groups', 'num_channels', 'eps', 'affine');
    const affine = a.bool('affine');
    const size = affine ? sizeArgument(a, c, 'num_channels', 'alone') : 0;
    requireSizes(c, [size]);
    self.parameter('weight', affine ? [size] : null);
    self.parameter('bias', affine && a.bool('bias') ? [size] : null);
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) =>
      c.op('torch.nn.functional.group_norm', [
        a.raw('input'),
        self.get('num_groups'),
        self.get('weight'),
        self.get('bias'),
        self.get('eps'),
      ]),
  },
};

export const layers = declareLayers(
  layerNorm,
  rmsNorm,
  groupNorm,
  simple({
    name: 'LocalResponseNorm',
    module: 'normalization',
    category: 'norm',
    op: 'local_response_norm',
    signature: '(size, alpha=0.0001, beta=0.75, k=1.0)',
    args: ['size', 'alpha', 'beta', 'k'],
    doc: 'Divides each value by the energy of its neighbours across channels (AlexNet).',
    examples: [
      { code: 'nn.LocalResponseNorm(5)(x)', inputs: { x: '[2, 6, 4, 4]' }, output: [2, 6, 4, 4] },
      { code: 'nn.LocalResponseNorm(5)(x)', inputs: { x: '[2, 6]' }, problem: 'CS117' },
    ],
  }),
  simple({
    name: 'CrossMapLRN2d',
    module: 'normalization',
    category: 'norm',
    op: 'local_response_norm',
    signature: '(size, alpha=0.0001, beta=0.75, k=1)',
    args: ['size', 'alpha', 'beta', 'k'],
    doc: 'Local response normalisation of images, from Lua Torch.',
    reference: page('torch.nn.LocalResponseNorm'),
    examples: [{ code: 'nn.CrossMapLRN2d(5)(x)', inputs: { x: '[2, 6, 4, 4]' }, output: [2, 6, 4, 4] }],
  }),
);
