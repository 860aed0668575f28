/**
 * Lazy layers: their sizes come with the first input, after which they are ordinary layers of another
 * class (torch/nn/modules/lazy.py).
 */
import { type Arguments, type ClassValue, lookupClass, NONE } from '../../python';
import { type Dim, divides } from '../../symbolic';
import { page, torchSize } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { keep, requireSizes, sizeArgument } from '../module/arguments';
import { entryOf, putEntry, slotOf } from '../module/instance';
import { isUninitialized, makeUninitialized, materialize } from '../module/parameter';
import { isTensor, shapeOf } from '../tensor';
import { initConv, weightShape } from './conv';

type Grow = (self: LayerSelf, input: readonly Dim[], c: OpContext) => void;

function placeholder(self: LayerSelf, slot: '_parameters' | '_buffers', name: string, c: OpContext): void {
  const target = slotOf(self.instance, slot);
  if (target) putEntry(target, name, makeUninitialized(slot === '_parameters' ? 'parameter' : 'buffer'), c.interpreter);
}

/** Gives a placeholder its size; one that has it already keeps it. */
function grow(self: LayerSelf, name: string, shape: readonly Dim[], c: OpContext): void {
  const value = entryOf(self.instance, '_parameters', name) ?? entryOf(self.instance, '_buffers', name);
  if (isUninitialized(value)) materialize(value, shape, c.interpreter);
}

const hasPlaceholders = (self: LayerSelf): boolean =>
  (['_parameters', '_buffers'] as const).some((slot) =>
    [...(slotOf(self.instance, slot)?.entries.values() ?? [])].some(({ value }) => isUninitialized(value)),
  );

/** From then on an instance of the class that it stands for. */
function become(self: LayerSelf, native: string, c: OpContext): ClassValue | undefined {
  const cls = self.instance.cls.mro.find((base) => base.native === native);
  if (cls) {
    c.interpreter.touch(self.instance);
    const open: { cls: ClassValue } = self.instance;
    open.cls = cls;
  }
  return cls;
}

interface Lazy {
  readonly target: string;
  readonly module: string;
  readonly bases: readonly string[];
  readonly category: LayerDeclaration['category'];
  readonly signature: string;
  readonly init: LayerDeclaration['init'];
  readonly grow: Grow;
  readonly examples: LayerDeclaration['examples'];
}

const INFERRED = '(input, *args, **kwargs)';

const lazy = ({
  target,
  module,
  bases,
  category,
  signature,
  init,
  grow: inferSizes,
  examples,
}: Lazy): LayerDeclaration => {
  const infer = (self: LayerSelf, a: Arguments, c: OpContext): void => {
    const input = a.value('input');
    if (hasPlaceholders(self) && isTensor(input)) inferSizes(self, shapeOf(input), c);
  };
  return {
    name: `Lazy${target}`,
    module: `torch.nn.modules.${module}`,
    bases,
    category,
    signature,
    doc: `${target} that reads its input size off its first input.`,
    reference: page(`torch.nn.Lazy${target}`),
    ...(examples ? { examples } : {}),
    init,
    forward: {
      signature: INFERRED,
      run: (self, a, c) => {
        infer(self, a, c);
        const cls = become(self, `torch.nn.${target}`, c);
        const forward = cls && lookupClass(cls, 'forward');
        return forward
          ? c.interpreter.call(forward, [self.instance, a.raw('input'), ...a.extra], a.extraKeywords)
          : c.unknown('missing', `${target} is not known`);
      },
    },
    methods: {
      initialize_parameters: {
        signature: INFERRED,
        run: (self, a, c) => {
          infer(self, a, c);
          return NONE;
        },
      },
      has_uninitialized_params: { signature: '()', run: (self) => ({ kind: 'bool', value: hasPlaceholders(self) }) },
    },
  };
};

/** The axis of the channels, with or without a batch. */
function channelsOf(self: LayerSelf, shape: readonly Dim[], n: number, c: OpContext): Dim {
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    c.refuse({
      code: 'CS117',
      message: `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to ${self.instance.cls.name}, but got input of size: ${torchSize(shape)}`,
      why: 'The channels cannot be read off an input of another rank.',
    });
  }
  return shape[shape.length - n - 1] ?? 1;
}

const lazyConv = (n: number, transposed: boolean): LayerDeclaration =>
  lazy({
    target: `${transposed ? 'ConvTranspose' : 'Conv'}${n}d`,
    module: 'conv',
    bases: ['LazyModuleMixin', `${transposed ? 'ConvTranspose' : 'Conv'}${n}d`],
    category: 'conv',
    signature: transposed
      ? "(out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)"
      : "(out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None)",
    init: (self, a, c) => {
      initConv(self, a, c, n, transposed, 'lazy');
      placeholder(self, '_parameters', 'weight', c);
      if (a.bool('bias')) placeholder(self, '_parameters', 'bias', c);
      else self.parameter('bias', null);
    },
    grow: (self, shape, c) => {
      const into = channelsOf(self, shape, n, c);
      const [out, groups] = [self.int('out_channels'), self.int('groups')];
      if (divides(groups, into) === 'no')
        c.refuse({
          code: 'CS102',
          exception: 'ValueError',
          message: 'in_channels must be divisible by groups',
          why: 'The groups must share the channels evenly.',
        });
      self.set('in_channels', into);
      grow(self, 'weight', weightShape(self, c, { into, out, groups, transposed, bias: true }), c);
      grow(self, 'bias', [out], c);
    },
    examples: transposed
      ? [
          {
            code: `nn.LazyConvTranspose${n}d(6, 2, stride=2)(x)`,
            inputs: { x: `[2, 4${', 5'.repeat(n)}]` },
            output: [2, 6, ...new Array<number>(n).fill(10)],
          },
        ]
      : [
          {
            code: `nn.LazyConv${n}d(6, 3)(x)`,
            inputs: { x: `[2, 4${', 5'.repeat(n)}]` },
            output: [2, 6, ...new Array<number>(n).fill(3)],
          },
          { code: `nn.LazyConv${n}d(6, 3, groups=3)(x)`, inputs: { x: `[2, 4${', 5'.repeat(n)}]` }, problem: 'CS102' },
        ],
  });

const lazyLinear: LayerDeclaration = lazy({
  target: 'Linear',
  module: 'linear',
  bases: ['LazyModuleMixin', 'Linear'],
  category: 'linear',
  signature: '(out_features, bias=True, device=None, dtype=None)',
  init: (self, a, c) => {
    self.set('in_features', 0);
    self.set('out_features', a.raw('out_features'));
    requireSizes(c, [sizeArgument(a, c, 'out_features', 0)]);
    placeholder(self, '_parameters', 'weight', c);
    if (a.bool('bias')) placeholder(self, '_parameters', 'bias', c);
    else self.parameter('bias', null);
  },
  grow: (self, shape, c) => {
    const into = shape.at(-1) ?? 1;
    self.set('in_features', into);
    grow(self, 'weight', [self.int('out_features'), into], c);
    grow(self, 'bias', [self.int('out_features')], c);
  },
  examples: [{ code: 'nn.LazyLinear(4)(x)', inputs: { x: '[2, 3, 8]' }, output: [2, 3, 4] }],
});

const NORM_KEPT = ['eps', 'momentum', 'affine', 'track_running_stats'];

const lazyNorm = (kind: 'Batch' | 'Instance', n: number): LayerDeclaration =>
  lazy({
    target: `${kind}Norm${n}d`,
    module: kind === 'Batch' ? 'batchnorm' : 'instancenorm',
    bases: ['LazyModuleMixin', `${kind}Norm${n}d`],
    category: 'norm',
    signature:
      '(eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)',
    init: (self, a, c) => {
      keep(self, a, ...NORM_KEPT);
      self.set('num_features', 0);
      const affine = a.bool('affine');
      const place = (slot: '_parameters' | '_buffers', name: string, exists: boolean): void => {
        if (exists) placeholder(self, slot, name, c);
        else if (slot === '_parameters') self.parameter(name, null);
        else self.buffer(name, null);
      };
      place('_parameters', 'weight', affine);
      place('_parameters', 'bias', affine && a.bool('bias'));
      const track = a.bool('track_running_stats');
      place('_buffers', 'running_mean', track);
      place('_buffers', 'running_var', track);
      self.buffer('num_batches_tracked', track ? [] : null, { dtype: 'int64' });
    },
    grow: (self, shape, c) => {
      const features = shape[1] ?? 1;
      self.set('num_features', features);
      for (const name of ['weight', 'bias', 'running_mean', 'running_var']) grow(self, name, [features], c);
    },
    examples: [
      {
        code: `nn.Lazy${kind}Norm${n}d()(x)`,
        inputs: { x: `[2, 4${', 5'.repeat(n)}]` },
        output: [2, 4, ...new Array<number>(n).fill(5)],
      },
    ],
  });

const mixin: LayerDeclaration = {
  name: 'LazyModuleMixin',
  module: 'torch.nn.modules.lazy',
  bases: [],
  category: 'other',
  signature: '(*args, **kwargs)',
  doc: 'Marks layers whose sizes come with the first input.',
  reference: page('torch.nn.modules.lazy.LazyModuleMixin'),
  init: () => undefined,
};

const DIMS = [1, 2, 3];
export const layers = declareLayers(
  mixin,
  lazyLinear,
  ...DIMS.map((n) => lazyConv(n, false)),
  ...DIMS.map((n) => lazyConv(n, true)),
  ...DIMS.map((n) => lazyNorm('Batch', n)),
  ...DIMS.map((n) => lazyNorm('Instance', n)),
);
