/** Convolutions (torch/nn/modules/conv.py). */
import { type Arguments, int, known, list, toInt, tuple, type Value } from '../../python';
import { add, type Dim, display, divides, floorDiv, less, mul, sub } from '../../symbolic';
import { page, sizes } from '../common/text';
import { declareLayers, type Example, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import {
  constructorRefusal,
  ints,
  isNative,
  kernelSizes,
  ntuple,
  requireSizes,
  sizeArgument,
  spread,
} from '../module/arguments';
import { isTensor, shapeOf } from '../tensor';

const MODULE = 'torch.nn.modules.conv';
const MODES = ['zeros', 'reflect', 'replicate', 'circular'];

/** What every convolution sets, in the order in which PyTorch checks it; the sizes of its weight. */
export function initConv(
  self: LayerSelf,
  a: Arguments,
  c: OpContext,
  n: number,
  transposed: boolean,
  inChannels?: 'lazy',
): void {
  const kernel = ntuple(a.raw('kernel_size'), n, c);
  const stride = ntuple(a.raw('stride'), n, c);
  const dilation = ntuple(a.raw('dilation'), n, c);
  const padding = a.value('padding');
  const mode = a.str('padding_mode');
  if (transposed && mode !== 'zeros') {
    c.refuse(
      constructorRefusal(
        `Only "zeros" padding mode is supported for ${self.instance.cls.name}`,
        'A transposed convolution crops by its padding; there is nothing to mirror.',
      ),
    );
  }
  checkGroups(a, c, inChannels);
  checkPadding(padding, stride, kernel, dilation, mode, c);
  self.set('in_channels', inChannels ? 0 : a.raw('in_channels'));
  for (const name of ['out_channels', 'groups', 'padding_mode']) self.set(name, a.raw(name));
  self.set('kernel_size', kernel);
  self.set('stride', stride);
  self.set('padding', padding.kind === 'str' ? padding : ntuple(padding, n, c));
  self.set('dilation', dilation);
  self.set('transposed', transposed);
  self.set('output_padding', transposed ? ntuple(a.raw('output_padding'), n, c) : ints(new Array<Dim>(n).fill(0)));
  self.set('_reversed_padding_repeated_twice', reversedTwice(self, n));
  if (!inChannels) setWeight(self, a, c, transposed);
}

function checkGroups(a: Arguments, c: OpContext, lazy: 'lazy' | undefined): void {
  const groups = toInt(a.value('groups'));
  if (groups === undefined) return;
  if (less(groups, 1) === 'yes')
    c.refuse(constructorRefusal('groups must be a positive integer', `groups is ${display(groups)}.`));
  for (const name of lazy ? ['out_channels'] : ['in_channels', 'out_channels']) {
    const channels = toInt(a.value(name));
    if (channels === undefined || divides(groups, channels) !== 'no') continue;
    const nearest = nearestGroups(a, lazy, groups);
    c.refuse({
      code: 'CS102',
      exception: 'ValueError',
      message: `${name} must be divisible by groups`,
      why: `${display(channels)} channels cannot be shared out evenly among ${display(groups)} groups.`,
      ...(nearest === undefined ? {} : { fix: { kind: 'set-argument', argument: 'groups', value: nearest } }),
    });
  }
}

/** The common divisor of both channel counts that is nearest to the groups asked for. */
function nearestGroups(a: Arguments, lazy: 'lazy' | undefined, groups: Dim): number | undefined {
  const out = toInt(known(a.raw('out_channels')));
  const inside = lazy ? out : toInt(known(a.raw('in_channels')));
  if (typeof out !== 'number' || typeof inside !== 'number' || typeof groups !== 'number') return undefined;
  let best: number | undefined;
  for (let g = 1; g <= Math.min(out, inside); g++) {
    if (out % g === 0 && inside % g === 0 && (best === undefined || Math.abs(g - groups) < Math.abs(best - groups)))
      best = g;
  }
  return best;
}

function checkPadding(padding: Value, stride: Value, kernel: Value, dilation: Value, mode: string, c: OpContext): void {
  if (padding.kind === 'str') {
    if (padding.value !== 'same' && padding.value !== 'valid') {
      c.refuse(
        constructorRefusal(
          `Invalid padding string '${padding.value}', should be one of {'same', 'valid'}`,
          "The names are 'valid' and 'same'.",
        ),
      );
    }
    const strides = stride.kind === 'tuple' ? stride.items.map((s) => toInt(known(s))) : [];
    if (padding.value === 'same' && strides.some((s) => s !== undefined && less(1, s) === 'yes')) {
      const value = samePadding(kernel, dilation);
      c.refuse({
        code: 'CS109',
        exception: 'ValueError',
        message: "padding='same' is not supported for strided convolutions",
        why: 'With a stride the output is smaller than the input whatever the padding.',
        ...(value === undefined ? {} : { fix: { kind: 'set-argument', argument: 'padding', value } }),
      });
    }
  }
  if (!MODES.includes(mode)) {
    c.refuse(
      constructorRefusal(
        `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${mode}'`,
        'No such padding mode.',
      ),
    );
  }
}

function samePadding(kernel: Value, dilation: Value): number | undefined {
  const k = kernel.kind === 'tuple' && kernel.items[0] ? toInt(known(kernel.items[0])) : undefined;
  const d = dilation.kind === 'tuple' && dilation.items[0] ? toInt(known(dilation.items[0])) : undefined;
  return typeof k === 'number' && typeof d === 'number' ? Math.floor((d * (k - 1)) / 2) : undefined;
}

/** Padding as F.pad takes it: last axis first, both sides. */
function reversedTwice(self: LayerSelf, n: number): Value {
  const padding = self.get('padding');
  if (padding.kind !== 'str') return tuple(reverse(padding).flatMap((p) => [p, p]));
  if (padding.value === 'valid') return list(new Array<Value>(2 * n).fill(int(0)));
  const kernel = spread(self.get('kernel_size'), n) ?? [];
  const dilation = spread(self.get('dilation'), n) ?? [];
  const sides = kernel.map((k, i) => {
    const total = mul(dilation[i] ?? 1, sub(k, 1));
    const left = floorDiv(total, 2);
    return [int(left), int(sub(total, left))];
  });
  return list(sides.reverse().flat());
}

const reverse = (value: Value): Value[] => (value.kind === 'tuple' ? [...value.items].reverse() : []);

export function setWeight(self: LayerSelf, a: Arguments, c: OpContext, transposed: boolean): void {
  const into = sizeArgument(a, c, 'in_channels', transposed ? 0 : 1);
  const out = sizeArgument(a, c, 'out_channels', transposed ? 1 : 0);
  const groups = sizeArgument(a, c, 'groups', 1);
  makeWeight(self, c, { into, out, groups, transposed, bias: a.bool('bias') });
}

interface Weight {
  readonly into: Dim;
  readonly out: Dim;
  readonly groups: Dim;
  readonly transposed: boolean;
  readonly bias: boolean;
}

/** (out, in/groups, *kernel), or for a transposed one (in, out/groups, *kernel). */
export function weightShape(self: LayerSelf, c: OpContext, { into, out, groups, transposed }: Weight): readonly Dim[] {
  const kernel = kernelSizes(self.get('kernel_size'), c, 2);
  const shape = transposed ? [into, floorDiv(out, groups), ...kernel] : [out, floorDiv(into, groups), ...kernel];
  requireSizes(c, shape);
  return shape;
}

function makeWeight(self: LayerSelf, c: OpContext, weight: Weight): void {
  self.parameter('weight', weightShape(self, c, weight));
  self.parameter('bias', weight.bias ? [weight.out] : null);
}

/** `_conv_forward(input, weight, bias)` */
function convolve(self: LayerSelf, input: Value, weight: Value, bias: Value, c: OpContext, n: number): Value {
  const mode = self.get('padding_mode');
  const rest = [self.get('dilation'), self.get('groups')];
  if (mode.kind === 'str' && mode.value !== 'zeros') {
    const padded = c.op('torch.nn.functional.pad', [input, self.get('_reversed_padding_repeated_twice')], { mode });
    return c.op(`torch.nn.functional.conv${n}d`, [
      padded,
      weight,
      bias,
      self.get('stride'),
      ints(new Array<Dim>(n).fill(0)),
      ...rest,
    ]);
  }
  return c.op(`torch.nn.functional.conv${n}d`, [input, weight, bias, self.get('stride'), self.get('padding'), ...rest]);
}

/** `_output_padding`: what makes the output the size that was asked for. */
function outputPadding(self: LayerSelf, a: Arguments, c: OpContext, n: number): Value {
  const wanted = a.value('output_size');
  if (wanted.kind === 'none') return ntuple(self.get('output_padding'), n, c);
  const input = a.value('input');
  if (!isTensor(input)) return a.wrongType('input', 'Tensor');
  const shape = shapeOf(input);
  const leading = shape.length === n + 2 ? 2 : 1;
  let size = a.ints('output_size') ?? a.wrongType('output_size', 'tuple of ints');
  if (size.length === leading + n) size = size.slice(leading);
  if (size.length !== n) {
    c.refuse(
      constructorRefusal(
        `ConvTranspose${n}D: for ${shape.length}D input, output_size must have ${n} or ${leading + n} elements (got ${size.length})`,
        'output_size names the spatial sizes, or all of them.',
      ),
    );
  }
  const read = (name: string): readonly Dim[] =>
    spread(self.get(name), n) ?? c.unknown('undecided', `${name} is not known`);
  const [stride, padding, kernel, dilation] = [read('stride'), read('padding'), read('kernel_size'), read('dilation')];
  const least = size.map((_, i) =>
    add(
      add(
        sub(mul(sub(shape[i + leading] ?? 1, 1), stride[i] ?? 1), mul(2, padding[i] ?? 0)),
        mul(dilation[i] ?? 1, sub(kernel[i] ?? 1, 1)),
      ),
      1,
    ),
  );
  const most = least.map((dim, i) => sub(add(dim, stride[i] ?? 1), 1));
  const refusal = () =>
    constructorRefusal(
      `requested an output size of ${sizes(size)}, but valid sizes range from ${sizes(least)} to ${sizes(most)} (for an input of torch.Size(${sizes(shape.slice(2))}))`,
      'A stride of s can reach s different output sizes from one input size.',
    );
  size.forEach((dim, i) => {
    c.requireAtMost(least[i] ?? 0, dim, 'the output size asked for', refusal);
    c.requireAtMost(dim, most[i] ?? 0, 'the output size asked for', refusal);
  });
  return ints(size.map((dim, i) => sub(dim, least[i] ?? 0)));
}

function transposedForward(self: LayerSelf, a: Arguments, c: OpContext, n: number): Value {
  const padding = isNative(self.instance, '_output_padding')
    ? outputPadding(self, a, c, n)
    : c.interpreter.call(c.interpreter.getAttribute(self.instance, '_output_padding'), [
        a.raw('input'),
        a.raw('output_size'),
        self.get('stride'),
        self.get('padding'),
        self.get('kernel_size'),
        int(n),
        self.get('dilation'),
      ]);
  return c.op(`torch.nn.functional.conv_transpose${n}d`, [
    a.raw('input'),
    self.get('weight'),
    self.get('bias'),
    self.get('stride'),
    self.get('padding'),
    padding,
    self.get('groups'),
    self.get('dilation'),
  ]);
}

const dims = (channels: Dim, n: number, size = 9): number[] => [
  typeof channels === 'number' ? channels : 1,
  ...new Array<number>(n).fill(size),
];

function convExamples(n: number): Example[] {
  const x = { x: sizes([2, ...dims(4, n)]) };
  return [
    { code: `nn.Conv${n}d(4, 6, 3, stride=2, padding=1)(x)`, inputs: x, output: [2, ...dims(6, n, 5)] },
    {
      code: `nn.Conv${n}d(4, 6, 3, padding='same', dilation=2, groups=2, bias=False)(x)`,
      inputs: x,
      output: [2, ...dims(6, n)],
    },
    {
      code: `nn.Conv${n}d(4, 4, 5, padding=2, padding_mode='circular')(x)`,
      inputs: { x: sizes(dims(4, n)) },
      output: dims(4, n),
      unchecked: true,
    },
    { code: `nn.Conv${n}d(3, 6, 3)(x)`, inputs: x, problem: 'CS101' },
    { code: `nn.Conv${n}d(4, 6, 3, groups=4)(x)`, inputs: x, problem: 'CS102' },
    { code: `nn.Conv${n}d(4, 6, 11)(x)`, inputs: x, problem: 'CS103' },
    { code: `nn.Conv${n}d(4, 6, 3, stride=2, padding='same')(x)`, inputs: x, problem: 'CS109' },
    { code: `nn.Conv${n}d(4, 6, 3)(x)`, inputs: { x: '[4, 9, 9, 9, 9, 9]' }, problem: 'CS117' },
    { code: `nn.Conv${n}d(4, 6 / 2, 3)(x)`, inputs: x, problem: 'CS122' },
    { code: `nn.Conv${n}d(4, -6, 3)(x)`, inputs: x, problem: 'CS124' },
    { code: `nn.Conv${n}d(4, 6, 3, padding_mode='mirror')(x)`, inputs: x, problem: 'CS124' },
  ];
}

function transposedExamples(n: number): Example[] {
  const x = { x: sizes([2, ...dims(4, n)]) };
  return [
    { code: `nn.ConvTranspose${n}d(4, 6, 2, stride=2)(x)`, inputs: x, output: [2, ...dims(6, n, 18)] },
    {
      code: `nn.ConvTranspose${n}d(4, 6, 3, 2, 1, 1, groups=2, bias=False)(x)`,
      inputs: x,
      output: [2, ...dims(6, n, 18)],
    },
    {
      code: `nn.ConvTranspose${n}d(4, 6, 3, stride=2, padding=1)(x, output_size=[${dims(6, n, 18).slice(1).join(', ')}])`,
      inputs: x,
      output: [2, ...dims(6, n, 18)],
    },
    {
      code: `nn.ConvTranspose${n}d(4, 6, 3, stride=2, padding=1)(x, output_size=[${dims(6, n, 28).slice(1).join(', ')}])`,
      inputs: x,
      problem: 'CS124',
    },
    { code: `nn.ConvTranspose${n}d(3, 6, 2, stride=2)(x)`, inputs: x, problem: 'CS101' },
    { code: `nn.ConvTranspose${n}d(4, 6, 3, groups=4)(x)`, inputs: x, problem: 'CS102' },
    { code: `nn.ConvTranspose${n}d(4, 6, 3, stride=2, output_padding=2)(x)`, inputs: x, problem: 'CS111' },
    { code: `nn.ConvTranspose${n}d(4, 6, 3, padding_mode='reflect')(x)`, inputs: x, problem: 'CS124' },
  ];
}

const AXES = ['', 'a sequence', 'an image', 'a volume'];

const conv = (n: number): LayerDeclaration => ({
  name: `Conv${n}d`,
  module: MODULE,
  bases: ['_ConvNd'],
  category: 'conv',
  signature:
    "(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None)",
  doc: `Slides learned filters over ${AXES[n]} and adds up what they match, one output channel per filter.`,
  reference: page(`torch.nn.Conv${n}d`),
  examples: convExamples(n),
  init: (self, a, c) => initConv(self, a, c, n, false),
  forward: {
    signature: '(input)',
    run: (self, a, c) => {
      const weight = self.get('weight');
      const bias = self.get('bias');
      if (isNative(self.instance, '_conv_forward')) return convolve(self, a.raw('input'), weight, bias, c, n);
      return c.interpreter.call(c.interpreter.getAttribute(self.instance, '_conv_forward'), [
        a.raw('input'),
        weight,
        bias,
      ]);
    },
  },
  methods: {
    _conv_forward: {
      signature: '(input, weight, bias)',
      run: (self, a, c) => convolve(self, a.raw('input'), a.raw('weight'), a.raw('bias'), c, n),
    },
  },
});

const transposed = (n: number): LayerDeclaration => ({
  name: `ConvTranspose${n}d`,
  module: MODULE,
  bases: ['_ConvTransposeNd'],
  category: 'conv',
  signature:
    "(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)",
  doc: `The convolution run backwards: each input position paints its filter into ${AXES[n]} of larger size.`,
  reference: page(`torch.nn.ConvTranspose${n}d`),
  examples: transposedExamples(n),
  init: (self, a, c) => initConv(self, a, c, n, true),
  forward: { signature: '(input, output_size=None)', run: (self, a, c) => transposedForward(self, a, c, n) },
  methods: {
    _output_padding: {
      signature: '(input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation=None)',
      run: (self, a, c) => outputPadding(self, a, c, n),
    },
  },
});

/** Subclasses call it with every argument in place. */
const abstract = (name: string, base: string): LayerDeclaration => ({
  name,
  module: MODULE,
  bases: [base],
  category: 'conv',
  signature:
    '(in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode, device=None, dtype=None)',
  doc: 'What all convolutions have in common.',
  reference: page('torch.nn.Conv2d'),
  init: (self, a, c) => {
    const kernel = a.value('kernel_size');
    initConv(self, a, c, kernel.kind === 'tuple' ? kernel.items.length : 2, a.bool('transposed'));
  },
});

export const layers = declareLayers(
  abstract('_ConvNd', 'Module'),
  abstract('_ConvTransposeNd', '_ConvNd'),
  conv(1),
  conv(2),
  conv(3),
  transposed(1),
  transposed(2),
  transposed(3),
);
