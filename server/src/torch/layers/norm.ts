/** Batch and instance normalisation (torch/nn/modules/batchnorm.py, instancenorm.py). */
import { type ClassValue, FALSE, float, NONE, native, str, TRUE, type Value } from '../../python';
import { type Dim, display } from '../../symbolic';
import { page } from '../common/text';
import { contextOf } from '../context';
import { declareLayers, type Example, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { isNative, keep, requireSizes, sizeArgument, trainingFlag } from '../module/arguments';
import { childrenOf, isModule } from '../module/instance';
import { abstractLayer } from '../module/simple';
import { isTensor, shapeOf } from '../tensor';

type Init = LayerDeclaration['init'];

/** Weight, bias and running statistics, all of `num_features`, or None. */
export function registerNorm(
  self: LayerSelf,
  size: Dim,
  { affine, bias, track }: { readonly affine: boolean; readonly bias: boolean; readonly track: boolean },
): void {
  self.parameter('weight', affine ? [size] : null);
  self.parameter('bias', affine && bias ? [size] : null);
  self.buffer('running_mean', track ? [size] : null);
  self.buffer('running_var', track ? [size] : null);
  self.buffer('num_batches_tracked', track ? [] : null, { dtype: 'int64' });
}

export const initNorm: Init = (self, a, c) => {
  keep(self, a, 'num_features', 'eps', 'momentum', 'affine', 'track_running_stats');
  const affine = a.bool('affine');
  const track = a.bool('track_running_stats');
  const size = affine || track ? sizeArgument(a, c, 'num_features', 'alone') : 0;
  requireSizes(c, [size]);
  registerNorm(self, size, { affine, bias: a.bool('bias'), track });
};

/** The ranks that a layer takes; PyTorch's words for another. */
interface Ranks {
  readonly ranks: readonly number[];
  readonly words: string;
}

/** `_check_input_dim(input)`; user code may override it. */
function checkRank(self: LayerSelf, input: Value, c: OpContext, ranks: Ranks | undefined): void {
  if (!isNative(self.instance, '_check_input_dim')) {
    const checked = c.interpreter.findAttribute(self.instance, '_check_input_dim');
    if (checked) c.interpreter.call(checked, [input]);
    return;
  }
  if (ranks) requireRanks(input, c, ranks);
}

function requireRanks(input: Value, c: OpContext, { ranks, words }: Ranks): void {
  if (!isTensor(input)) return;
  const rank = shapeOf(input).length;
  if (ranks.includes(rank)) return;
  c.refuse({
    code: 'CS117',
    exception: 'ValueError',
    message: `expected ${words} input (got ${rank}D input)`,
    why: `The input has ${rank} dimension${rank === 1 ? '' : 's'}; this layer takes ${words}.`,
  });
}

const checkMethod = (ranks: Ranks): NonNullable<LayerDeclaration['methods']> => ({
  _check_input_dim: {
    signature: '(input)',
    run: (_self, a, c) => {
      requireRanks(a.value('input'), c, ranks);
      return NONE;
    },
  },
});

const isNone = (self: LayerSelf, name: string): boolean => self.get(name).kind === 'none';

/** The running statistics are read in eval, and written while training where they are tracked. */
function batchNorm(self: LayerSelf, input: Value, c: OpContext): Value {
  const training = trainingFlag(self);
  const isTraining = c.interpreter.truth(training) ?? c.unknown('undecided', 'training of a BatchNorm is not decided');
  const uses = !isTraining || self.bool('track_running_stats');
  const statistics = isNone(self, 'running_mean') && isNone(self, 'running_var');
  const momentum = self.get('momentum');
  return c.op('torch.nn.functional.batch_norm', [
    input,
    uses ? self.get('running_mean') : NONE,
    uses ? self.get('running_var') : NONE,
    self.get('weight'),
    self.get('bias'),
    isTraining || statistics ? TRUE : FALSE,
    momentum.kind === 'none' ? float(0) : momentum,
    self.get('eps'),
  ]);
}

const BATCH_SIGNATURE =
  '(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True)';
const INSTANCE_SIGNATURE =
  '(num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None, *, bias=True)';

export const BATCH_RANKS: readonly Ranks[] = [
  { ranks: [], words: '' },
  { ranks: [2, 3], words: '2D or 3D' },
  { ranks: [4], words: '4D' },
  { ranks: [5], words: '5D' },
];
export const INSTANCE_RANKS: readonly Ranks[] = [
  { ranks: [], words: '' },
  { ranks: [2, 3], words: '2D or 3D' },
  { ranks: [3, 4], words: '3D or 4D' },
  { ranks: [4, 5], words: '4D or 5D' },
];

const shape = (n: number, channels = 6): string => `[2, ${channels}${', 4'.repeat(n)}]`;
const sizes = (n: number): number[] => [2, 6, ...new Array<number>(n).fill(4)];
const WHAT = ['', 'sequences', 'images', 'volumes'];

function batchExamples(n: number): Example[] {
  const name = `nn.BatchNorm${n}d`;
  return [
    { code: `${name}(6)(x)`, inputs: { x: shape(n) }, output: sizes(n) },
    { code: `${name}(6, affine=False, track_running_stats=False)(x)`, inputs: { x: shape(n) }, output: sizes(n) },
    { code: `${name}(5)(x)`, inputs: { x: shape(n) }, problem: 'CS105' },
    { code: `${name}(6)(x)`, inputs: { x: '[6]' }, problem: 'CS117' },
    { code: `${name}(6)(x)`, inputs: { x: `[1, 6${', 1'.repeat(n)}]` }, problem: 'CS116' },
    { code: `${name}(6 / 2)(x)`, inputs: { x: shape(n) }, problem: 'CS122' },
  ];
}

const batch = (n: number): LayerDeclaration => ({
  name: `BatchNorm${n}d`,
  module: 'torch.nn.modules.batchnorm',
  bases: ['_BatchNorm'],
  category: 'norm',
  signature: BATCH_SIGNATURE,
  doc: `Centres and scales each channel of ${WHAT[n]} over the batch; running averages stand in for the batch in eval mode.`,
  reference: page(`torch.nn.BatchNorm${n}d`),
  examples: batchExamples(n),
  init: initNorm,
  methods: checkMethod(BATCH_RANKS[n] ?? { ranks: [], words: '' }),
});

/** `forward` of `_BatchNorm`: subclasses bring their own `_check_input_dim`. */
const batchBase: LayerDeclaration = {
  ...abstractLayer('_BatchNorm', 'batchnorm', 'norm', BATCH_SIGNATURE, initNorm, ['_NormBase']),
  forward: {
    signature: '(input)',
    run: (self, a, c) => {
      const check = c.interpreter.findAttribute(self.instance, '_check_input_dim');
      const checked = check && c.interpreter.call(check, [a.raw('input')]);
      if (checked?.kind === 'unknown' && checked.cause.kind === 'error') return checked;
      return batchNorm(self, a.value('input'), c);
    },
  },
};

/** Swaps every BatchNorm under a module for a SyncBatchNorm of the same sizes. */
function convertSync(module: Value, cls: ClassValue, group: Value, c: OpContext): Value {
  if (!isModule(module)) return module;
  let result: Value = module;
  if (module.cls.mro.some((base) => base.native === 'torch.nn._BatchNorm')) {
    const read = (name: string): Value => c.interpreter.getAttribute(module, name);
    result = c.interpreter.call(cls, [
      read('num_features'),
      read('eps'),
      read('momentum'),
      read('affine'),
      read('track_running_stats'),
      group,
    ]);
    for (const name of ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked', 'training'])
      c.interpreter.setAttribute(result, name, read(name));
  }
  for (const [name, child] of childrenOf(module)) {
    const converted = convertSync(child, cls, group, c);
    c.interpreter.call(c.interpreter.getAttribute(result, 'add_module'), [str(name), converted]);
  }
  return result;
}

const convert = native('convert_sync_batchnorm', '(cls, module, process_group=None)', (a, interpreter) => {
  const cls = a.value('cls');
  return cls.kind === 'class'
    ? convertSync(a.value('module'), cls, a.raw('process_group'), contextOf(interpreter))
    : a.raw('module');
});

const sync: LayerDeclaration = {
  name: 'SyncBatchNorm',
  module: 'torch.nn.modules.batchnorm',
  bases: ['_BatchNorm'],
  category: 'norm',
  signature:
    '(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, process_group=None, device=None, dtype=None, *, bias=True)',
  doc: 'BatchNorm whose batch is that of all processes together.',
  reference: page('torch.nn.SyncBatchNorm'),
  examples: [
    { code: 'nn.SyncBatchNorm(6).eval()(x)', inputs: { x: '[2, 6, 4, 4]' }, output: [2, 6, 4, 4], unchecked: true },
  ],
  init: (self, a, c) => {
    initNorm(self, a, c);
    self.set('process_group', a.raw('process_group'));
  },
  attributes: { convert_sync_batchnorm: { kind: 'classmethod', func: convert } },
  forward: {
    signature: '(input)',
    run: (self, a, c) => {
      const input = a.value('input');
      if (isTensor(input) && shapeOf(input).length < 2) {
        c.refuse({
          code: 'CS117',
          exception: 'ValueError',
          message: `expected at least 2D input (got ${shapeOf(input).length}D input)`,
          why: 'It needs a batch and channels.',
        });
      }
      return batchNorm(self, input, c);
    },
  },
};

/** Without affine weights the layer takes any number of channels. */
function instanceNorm(self: LayerSelf, input: Value, c: OpContext, n: number): Value {
  if (!isTensor(input)) return c.unknown('undecided', 'the input of this layer is no known tensor');
  const given = shapeOf(input);
  const axis = given.length - n - 1;
  const channels = given[axis] ?? 0;
  const features = self.int('num_features');
  if (self.bool('affine')) {
    c.requireEqual(channels, features, 'the channels that InstanceNorm gets', () => ({
      code: 'CS105',
      exception: 'ValueError',
      message: `expected input's size at dim=${axis} to match num_features (${display(features)}), but got: ${display(channels)}.`,
      why: 'The layer has one scale and one shift per channel.',
      ...(typeof channels === 'number'
        ? { fix: { kind: 'set-argument', argument: 'num_features', value: channels } }
        : {}),
    }));
  }
  const training = c.interpreter.truth(trainingFlag(self));
  const track = self.bool('track_running_stats');
  if (track && training === undefined) return c.unknown('undecided', 'training of an InstanceNorm is not decided');
  const momentum = self.get('momentum');
  const apply = (x: Value): Value =>
    c.op('torch.nn.functional.instance_norm', [
      x,
      self.get('running_mean'),
      self.get('running_var'),
      self.get('weight'),
      self.get('bias'),
      training || !track ? TRUE : FALSE,
      momentum.kind === 'none' ? float(0) : momentum,
      self.get('eps'),
    ]);
  if (given.length !== n + 1) return apply(input);
  const zero: Value = { kind: 'int', value: 0 };
  return c.op('torch.squeeze', [apply(c.op('torch.unsqueeze', [input, zero])), zero]);
}

function instanceExamples(n: number): Example[] {
  const name = `nn.InstanceNorm${n}d`;
  return [
    { code: `${name}(6)(x)`, inputs: { x: shape(n) }, output: sizes(n) },
    {
      code: `${name}(6, affine=True, track_running_stats=True)(x)`,
      inputs: { x: shape(n).replace('2, ', '') },
      output: sizes(n).slice(1),
    },
    { code: `${name}(5)(x)`, inputs: { x: shape(n) }, output: sizes(n) },
    { code: `${name}(5, affine=True)(x)`, inputs: { x: shape(n) }, problem: 'CS105' },
    { code: `${name}(6)(x)`, inputs: { x: '[6]' }, problem: 'CS117' },
    { code: `${name}(6)(x)`, inputs: { x: `[2, 6${', 1'.repeat(n)}]` }, problem: 'CS116' },
  ];
}

const instance = (n: number): LayerDeclaration => ({
  name: `InstanceNorm${n}d`,
  module: 'torch.nn.modules.instancenorm',
  bases: ['_InstanceNorm'],
  category: 'norm',
  signature: INSTANCE_SIGNATURE,
  doc: `Centres and scales each channel of each of the ${WHAT[n]} on its own.`,
  reference: page(`torch.nn.InstanceNorm${n}d`),
  examples: instanceExamples(n),
  init: initNorm,
  forward: {
    signature: '(input)',
    run: (self, a, c) => {
      checkRank(self, a.value('input'), c, INSTANCE_RANKS[n]);
      return instanceNorm(self, a.value('input'), c, n);
    },
  },
  methods: checkMethod(INSTANCE_RANKS[n] ?? { ranks: [], words: '' }),
});

export const layers = declareLayers(
  abstractLayer('_NormBase', 'batchnorm', 'norm', BATCH_SIGNATURE, initNorm),
  batchBase,
  batch(1),
  batch(2),
  batch(3),
  sync,
  abstractLayer('_InstanceNorm', 'instancenorm', 'norm', INSTANCE_SIGNATURE, initNorm, ['_NormBase']),
  instance(1),
  instance(2),
  instance(3),
);
