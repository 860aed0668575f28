/** Convolution and transposed convolution (Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning"). */
import type { Arguments, TensorValue } from '../../python';
import { add, display, type Dim, divides, floorDiv, isZero, less, lessEqual, max, mul, product, sub } from '../../symbolic';
import { convolved, extent, slid, transposed, type Window } from '../arithmetic/window';
import { optionalTensor, tensor } from '../common/arguments';
import { followingFormat, perAxis, requireRank, whole } from '../common/spatial';
import { axisLines, page, sizes, spaced, term } from '../common/text';
import { inputOf, intsOf } from '../context';
import { declareOps, type OpContext, type OpDeclaration, type Reach } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

/** A convolution's operands once they are checked. */
interface Operands {
  readonly input: TensorValue;
  readonly weight: TensorValue;
  readonly bias: TensorValue | undefined;
  /** With a batch axis, whether the call had one or not. */
  readonly shape: readonly Dim[];
  readonly weightShape: readonly Dim[];
  readonly batched: boolean;
  readonly groups: Dim;
  readonly windows: readonly Window[];
  /** padding='same': both sides together are d·(k−1), the left one rounded down. */
  readonly same: boolean;
}

const words = ['zero', 'one', 'two', 'three'];

function operandsOf(a: Arguments, c: OpContext, name: string, n: number): Operands {
  const input = tensor(a, 'input');
  const weight = tensor(a, 'weight');
  const given = shapeOf(input);
  const weightShape = shapeOf(weight);
  requireRank(c, given, [n + 1, n + 2],
    (got) => `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to ${name}, but got input of size: ${got}`,
    `${n + 1} (channels and ${words[n]} spatial) or, with a batch, ${n + 2} are`);
  const batched = given.length === n + 2;
  const shape = batched ? given : [1, ...given];
  if (weightShape.length !== shape.length) {
    c.refuse({
      code: 'CS117',
      message: `Expected ${weightShape.length}-dimensional input for ${weightShape.length}-dimensional weight ${sizes(weightShape)}, but got ${shape.length}-dimensional input of size ${sizes(shape)} instead`,
      why: `The weight belongs to a convolution of ${weightShape.length - 2} spatial dimensions.`,
    });
  }
  const read = (argument: string): readonly Dim[] =>
    perAxis(a, c, argument, n, (got) => `expected ${argument} to be a single integer value or a list of ${n} values to match the convolution dimensions, but got ${argument}=${sizes(got)}`);
  const stride = read('stride');
  const dilation = read('dilation');
  const kernel = weightShape.slice(2);
  const { padding, same } = paddingOf(a, c, { stride, dilation, kernel }, read);
  const groups = whole(a, c, 'groups');
  const windows = kernel.map((k, i) => ({ kernel: k, stride: stride[i] ?? 1, padding: padding[i] ?? 0, dilation: dilation[i] ?? 1 }));
  checkNumbers(c, windows, groups);
  return { input, weight, bias: optionalTensor(a, 'bias'), shape, weightShape, batched, groups, windows, same };
}

function paddingOf(
  a: Arguments, c: OpContext,
  { stride, dilation, kernel }: { stride: readonly Dim[]; dilation: readonly Dim[]; kernel: readonly Dim[] },
  read: (argument: string) => readonly Dim[],
): { readonly padding: readonly Dim[]; readonly same: boolean } {
  const value = a.value('padding');
  if (value.kind !== 'str') return { padding: read('padding'), same: false };
  if (value.value === 'valid') return { padding: kernel.map(() => 0), same: false };
  if (value.value !== 'same') return c.refuse({ code: 'CS124', message: `Invalid padding string: '${value.value}'`, why: "The names are 'valid' and 'same'." });
  const padding = kernel.map((k, i) => sameBefore(k, dilation[i] ?? 1));
  if (stride.some((s) => less(1, s) === 'yes')) {
    c.refuse({
      code: 'CS109',
      message: "padding='same' is not supported for strided convolutions",
      why: 'With a stride the output is smaller than the input whatever the padding.',
      fix: { kind: 'set-argument', argument: 'padding', value: Math.max(0, ...padding.map((p) => (typeof p === 'number' ? p : 0))) },
    });
  }
  return { padding, same: true };
}

const sameBefore = (kernel: Dim, dilation: Dim): Dim => floorDiv(sub(extent(kernel, dilation), 1), 2);

const firstBelow = (dims: readonly Dim[], bound: number): boolean => dims.some((d) => less(d, bound) === 'yes');

function checkNumbers(c: OpContext, windows: readonly Window[], groups: Dim): void {
  const refuse = (message: string, why: string): never => c.refuse({ code: 'CS124', message, why });
  if (firstBelow([groups], 1)) refuse('non-positive groups is not supported', `groups is ${display(groups)}.`);
  if (firstBelow(windows.map((w) => w.padding), 0)) refuse('negative padding is not supported', 'Cropping is F.pad with negative numbers, or slicing.');
  if (firstBelow(windows.map((w) => w.stride), 1)) refuse('non-positive stride is not supported', 'The window must move on.');
  if (firstBelow(windows.map((w) => w.dilation), 1)) {
    refuse(`dilation should be greater than zero, but got ${sizes(windows.map((w) => w.dilation))}`, 'A dilation of 1 is the ordinary, dense kernel.');
  }
}

function checkGroups(c: OpContext, { weightShape, groups }: Operands): void {
  const [first = 0] = weightShape;
  if (less(first, groups) === 'yes') {
    c.refuse({
      code: 'CS102',
      message: `Given groups=${display(groups)}, expected weight to be at least ${display(groups)} at dimension 0, but got weight of size ${sizes(weightShape)} instead`,
      why: 'Every group needs at least one filter.',
    });
  }
  if (divides(groups, first) === 'no') {
    c.refuse({
      code: 'CS102',
      message: `Given groups=${display(groups)}, expected weight to be divisible by ${display(groups)} at dimension 0, but got weight of size [${sizes(weightShape)}] instead`,
      why: 'The groups must share the filters evenly.',
    });
  }
}

function checkBias(c: OpContext, { bias, weightShape }: Operands, channels: Dim, prefix: string): void {
  if (!bias?.shape) return;
  const message = (): string =>
    `Given ${prefix}weight of size ${sizes(weightShape)}, expected bias to be 1-dimensional with ${display(channels)} elements, but got bias of size ${sizes(bias.shape ?? [])} instead`;
  const why = 'The bias has one number per output channel.';
  const [size = 0] = bias.shape;
  if (bias.shape.length !== 1) c.refuse({ code: 'CS124', message: message(), why });
  c.requireEqual(size, channels, 'the bias and the output channels', () => ({ code: 'CS124', message: message(), why }));
}

function convolve(a: Arguments, c: OpContext, name: string, n: number): TensorValue {
  const operands = operandsOf(a, c, name, n);
  const { input, weight, shape, weightShape, batched, groups, windows, same } = operands;
  const [batch = 1, channels = 0, ...space] = shape;
  const [filters = 0, perGroup = 0] = weightShape;
  checkGroups(c, operands);
  const expected = mul(perGroup, groups);
  c.requireEqual(channels, expected, `the channels that ${name} gets`, () => ({
    code: 'CS101',
    message: `Given groups=${display(groups)}, weight of size ${sizes(weightShape)}, expected input${sizes(shape)} to have ${display(expected)} channels, but got ${display(channels)} channels instead`,
    why: `The filters read ${display(expected)} channels, the input has ${display(channels)}${batched ? '' : ' (3D input is one image without a batch)'}.`,
    ...(typeof channels === 'number' && channels > 0 && divides(groups, channels) === 'yes'
      ? { fix: { kind: 'set-argument', argument: 'in_channels', value: channels } } : {}),
  }));
  checkBias(c, operands, filters, '');
  const extents = windows.map((w) => extent(w.kernel, w.dilation));
  const padded = space.map((size, i) => add(size, same ? sub(extents[i] ?? 1, 1) : mul(2, windows[i]?.padding ?? 0)));
  const tooLarge = () => ({
    code: 'CS103',
    message: `Calculated padded input size per channel: (${spaced(padded)}). Kernel size: (${spaced(extents)}). Kernel size can't be greater than actual input size`,
    why: 'The feature map has become smaller than the window that should slide over it.',
  });
  const out = same ? space : space.map((size, i) => convolved(size, windows[i] ?? NO_WINDOW));
  if (space.some((_, i) => lessEqual(extents[i] ?? 0, padded[i] ?? 0) === 'no')) c.refuse(tooLarge());
  space.forEach((_, i) => {
    c.requireAtMost(extents[i] ?? 0, padded[i] ?? 0, `the kernel must fit the input of ${name}`, tooLarge);
  });
  refuseEmpty(c, shape);
  return result(c, [batch, filters, ...out], batched, input, weight);
}

/** Only the batch or the channels may be empty. */
function refuseEmpty(c: OpContext, shape: readonly Dim[]): void {
  const [batch = 1, channels = 1, ...space] = shape;
  if (!space.some(isZero) || isZero(batch) || isZero(channels)) return;
  c.refuse({
    code: 'CS118',
    // One spatial dimension is worked on as two, the first of them 1.
    message: `Only zero batch or zero channel inputs are supported, but got input shape: ${sizes([batch, channels, ...(space.length === 1 ? [1] : []), ...space])}`,
    why: 'There is not a single pixel.',
  });
}

function result(c: OpContext, shape: readonly Dim[], batched: boolean, input: TensorValue, weight: TensorValue): TensorValue {
  return c.tensor(batched ? shape : shape.slice(1), { dtype: input.dtype ?? weight.dtype, ...followingFormat(input, weight) });
}

function convolveTransposed(a: Arguments, c: OpContext, name: string, n: number): TensorValue {
  const operands = operandsOf(a, c, name, n);
  const { input, weight, shape, weightShape, batched, groups, windows } = operands;
  const outputPadding = perAxis(a, c, 'output_padding', n,
    (got) => `expected output_padding to be a single integer value or a list of ${n} values to match the convolution dimensions, but got output_padding=${sizes(got)}`);
  const [batch = 1, channels = 0, ...space] = shape;
  const [expected = 0, perGroup = 0] = weightShape;
  if (firstBelow(outputPadding, 0)) c.refuse({ code: 'CS124', message: 'negative output_padding is not supported', why: 'output_padding only ever adds rows and columns.' });
  checkGroups(c, operands);
  c.requireEqual(channels, expected, `the channels that ${name} gets`, () => ({
    code: 'CS101',
    message: `Given transposed=1, weight of size ${sizes(weightShape)}, expected input${sizes(shape)} to have ${display(expected)} channels, but got ${display(channels)} channels instead`,
    why: `The filters read ${display(expected)} channels, the input has ${display(channels)}${batched ? '' : ' (3D input is one image without a batch)'}.`,
    ...(typeof channels === 'number' && channels > 0 && divides(groups, channels) === 'yes'
      ? { fix: { kind: 'set-argument', argument: 'in_channels', value: channels } } : {}),
  }));
  const filters = mul(perGroup, groups);
  checkBias(c, operands, filters, 'transposed=1, ');
  refuseEmpty(c, shape);
  if (!isZero(batch)) checkOutputPadding(c, windows, outputPadding);
  const out = space.map((size, i) => transposed(size, windows[i] ?? NO_WINDOW, outputPadding[i] ?? 0));
  const vanished = () => {
    // One spatial dimension is worked on as two, the first of them 1.
    const flat = n === 1 ? [1] : [];
    return {
      code: 'CS118',
      message: `Given input size per channel: (${spaced([...flat, ...space])}). Calculated output size per channel: (${spaced([...flat, ...out])}). Output size is too small`,
      why: 'The padding cuts away more than the transposed convolution makes.',
    };
  };
  if (out.some((size) => less(size, 1) === 'yes')) c.refuse(vanished());
  for (const size of out) c.requireAtMost(1, size, `${name} must leave something`, vanished);
  return result(c, [batch, filters, ...out], batched, input, weight);
}

const NO_WINDOW: Window = { kernel: 1, stride: 1, padding: 0, dilation: 1 };

/** output_padding picks one of the sizes that a strided convolution maps to the same output, so it stays below the stride. */
function checkOutputPadding(c: OpContext, windows: readonly Window[], outputPadding: readonly Dim[]): void {
  const isBig = windows.some(({ stride, dilation }, i) => lessEqual(max(stride, dilation), outputPadding[i] ?? 0) === 'yes');
  if (!isBig) return;
  const flat = windows.length === 1;
  const names = flat ? ['height', 'width'] : windows.length === 2 ? ['height', 'width'] : ['depth', 'height', 'width'];
  const list = (argument: string, dims: readonly Dim[], filler: Dim): string =>
    (flat ? [filler, ...dims] : dims).map((d, i) => `${argument}_${names[i]}: ${display(d)}`).join(' ');
  c.refuse({
    code: 'CS111',
    message: `output padding must be smaller than either stride or dilation, but got ${list('output_padding', outputPadding, 0)} ${list('stride', windows.map((w) => w.stride), 1)} ${list('dilation', windows.map((w) => w.dilation), 1)}`,
    why: 'output_padding chooses among the sizes that the stride rounds away; there are no more of them than the stride.',
  });
}

// ---- what a record tells ----

interface Recorded {
  /** Its spatial sizes. */
  readonly input: readonly Dim[];
  readonly output: readonly Dim[];
  readonly windows: readonly Window[];
  readonly same: boolean;
  readonly outputPadding: readonly Dim[];
}

function recorded(record: OpRecord, n: number): Recorded | undefined {
  const input = inputOf(record, 'input')?.shape?.slice(-n);
  const weight = inputOf(record, 'weight')?.shape;
  const output = record.outputs[0]?.shape;
  const stride = intsOf(record, 'stride', n);
  const dilation = intsOf(record, 'dilation', n);
  if (!input || !weight || !output || !stride || !dilation) return undefined;
  const kernel = weight.slice(2);
  const named = record.args.get('padding');
  const same = named?.kind === 'str' && named.value === 'same';
  const before = (i: number): Dim => (same ? sameBefore(kernel[i] ?? 1, dilation[i] ?? 1) : 0);
  const padding = named?.kind === 'str' ? kernel.map((_, i) => before(i)) : intsOf(record, 'padding', n);
  if (!padding) return undefined;
  const windows = kernel.map((k, i) => ({ kernel: k, stride: stride[i] ?? 1, padding: padding[i] ?? 0, dilation: dilation[i] ?? 1 }));
  return { input, output, windows, same, outputPadding: intsOf(record, 'output_padding', n) ?? kernel.map(() => 0) };
}

function explainConvolution(record: OpRecord, n: number): readonly string[] {
  const seen = recorded(record, n);
  if (!seen) return [];
  return axisLines(seen.input.map((size, i) => {
    const { kernel, stride, padding, dilation } = seen.windows[i] ?? NO_WINDOW;
    const out = display(seen.output[seen.output.length - n + i] ?? 0);
    if (seen.same) return `padding='same' adds ${term(dilation)}·(${term(kernel)}−1) in all and keeps ${out}`;
    return `⌊(${term(size)} + 2·${term(padding)} − ${term(dilation)}·(${term(kernel)}−1) − 1)/${term(stride)}⌋ + 1 = ${out}`;
  }));
}

function explainTransposed(record: OpRecord, n: number): readonly string[] {
  const seen = recorded(record, n);
  if (!seen) return [];
  return axisLines(seen.input.map((size, i) => {
    const { kernel, stride, padding, dilation } = seen.windows[i] ?? NO_WINDOW;
    const out = display(seen.output[seen.output.length - n + i] ?? 0);
    return `(${term(size)} − 1)·${term(stride)} − 2·${term(padding)} + ${term(dilation)}·(${term(kernel)}−1) + ${term(seen.outputPadding[i] ?? 0)} + 1 = ${out}`;
  }));
}

function reachOf(record: OpRecord, n: number, kind: 'window' | 'transposed'): Reach | undefined {
  const windows = recorded(record, n)?.windows;
  if (!windows) return undefined;
  return {
    kind,
    kernel: windows.map((w) => w.kernel),
    stride: windows.map((w) => w.stride),
    before: windows.map((w) => w.padding),
    dilation: windows.map((w) => w.dilation),
  };
}

/** Every output number is one sum over the filter; a transposed one multiplies every input number with every filter. */
function multiplyAdds(record: OpRecord, side: 'input' | 'output'): Dim {
  const weight = inputOf(record, 'weight')?.shape;
  const numbers = side === 'output' ? record.outputs[0]?.shape : inputOf(record, 'input')?.shape;
  return weight && numbers ? mul(product(numbers), product(weight.slice(1))) : 0;
}

// ---- declarations ----

const SIZES = ['8', '8, 8', '4, 8, 8'];
const CONVOLUTION = '(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)';
const TRANSPOSED = '(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)';

function convolution(n: number): OpDeclaration {
  const name = `conv${n}d`;
  const kernel = new Array(n).fill('3').join(', ');
  const size = SIZES[n - 1] ?? '8';
  const out = size.split(', ').map((s) => Math.floor((Number(s) + 2 - 2 - 1) / 2) + 1);
  return {
    name: `torch.nn.functional.${name}`,
    aliases: [`torch.${name}`],
    category: 'conv',
    doc: `Slides filters over ${['', 'a sequence', 'an image', 'a volume'][n]}: each output channel is the sum of all input channels of its group, weighted by one filter.`,
    reference: page(`torch.nn.functional.${name}`),
    signature: CONVOLUTION,
    run: (a, c) => convolve(a, c, name, n),
    macs: (record) => multiplyAdds(record, 'output'),
    explain: (record) => explainConvolution(record, n),
    reach: (record) => reachOf(record, n, 'window'),
    keeps: () => ({ args: ['input', 'weight'] }),
    examples: [
      { code: `F.${name}(x, torch.empty(6, 3, ${kernel}), stride=2, padding=1)`, inputs: { x: `[2, 3, ${size}]` }, output: [2, 6, ...out] },
      { code: `F.${name}(x, torch.empty(6, 3, ${kernel}), padding='same')`, inputs: { x: `[3, ${size}]` }, output: [6, ...size.split(', ').map(Number)] },
      { code: `F.${name}(x, torch.empty(6, 2, ${kernel}), groups=2, dilation=2, padding=2)`, inputs: { x: `[2, 4, ${size}]` }, output: [2, 6, ...size.split(', ').map(Number)] },
      { code: `F.${name}(x, torch.empty(6, 1, ${kernel}))`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS101' },
      { code: `F.${name}(x, torch.empty(7, 3, ${kernel}), groups=2)`, inputs: { x: `[2, 6, ${size}]` }, problem: 'CS102' },
      { code: `F.${name}(x, torch.empty(6, 3, ${new Array(n).fill('9').join(', ')}))`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS103' },
      { code: `F.${name}(x, torch.empty(6, 3, ${kernel}), padding='same', stride=2)`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS109' },
      { code: `F.${name}(x, torch.empty(6, 3, ${kernel}))`, inputs: { x: '[3]' }, problem: 'CS117' },
      { code: `F.${name}(x, torch.empty(6, 3, ${kernel}), stride=0)`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS124' },
    ],
  };
}

function transposedConvolution(n: number): OpDeclaration {
  const name = `conv_transpose${n}d`;
  const kernel = new Array(n).fill('3').join(', ');
  const size = SIZES[n - 1] ?? '8';
  const out = size.split(', ').map((s) => Number(s) * 2);
  return {
    name: `torch.nn.functional.${name}`,
    aliases: [`torch.${name}`],
    category: 'conv',
    doc: `Spreads every ${['', 'sample', 'pixel', 'voxel'][n]} out by a filter and adds where they overlap: the gradient of a convolution, used to enlarge.`,
    reference: page(`torch.nn.functional.${name}`),
    signature: TRANSPOSED,
    run: (a, c) => convolveTransposed(a, c, name, n),
    macs: (record) => multiplyAdds(record, 'input'),
    explain: (record) => explainTransposed(record, n),
    reach: (record) => reachOf(record, n, 'transposed'),
    keeps: () => ({ args: ['input', 'weight'] }),
    examples: [
      { code: `F.${name}(x, torch.empty(3, 6, ${kernel}), stride=2, padding=1, output_padding=1)`, inputs: { x: `[2, 3, ${size}]` }, output: [2, 6, ...out] },
      { code: `F.${name}(x, torch.empty(4, 3, ${kernel}), groups=2, padding=1)`, inputs: { x: `[4, ${size}]` }, output: [6, ...size.split(', ').map(Number)] },
      { code: `F.${name}(x, torch.empty(4, 6, ${kernel}))`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS101' },
      { code: `F.${name}(x, torch.empty(3, 6, ${kernel}), stride=2, output_padding=2)`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS111' },
      { code: `F.${name}(x, torch.empty(3, 6, ${new Array(n).fill('1').join(', ')}), padding=4)`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS118' },
    ],
  };
}

/** Time first: (time, batch, channels). */
const timeBatchChannels: OpDeclaration = {
  name: 'torch.nn.functional.conv_tbc',
  aliases: ['torch.conv_tbc'],
  category: 'conv',
  doc: 'A 1D convolution whose axes are time, batch, channels.',
  reference: page('torch.nn.functional.conv_tbc'),
  signature: '(input, weight, bias, pad=0)',
  run: (a, c) => {
    const input = tensor(a, 'input');
    const shape = shapeOf(input);
    const weight = shapeOf(tensor(a, 'weight'));
    if (shape.length !== 3 || weight.length !== 3) {
      c.refuse({ code: 'CS117', message: 'Input must have 3 dims: time, batch, in_channel', why: 'conv_tbc reads time, batch, channels.' });
    }
    const [time = 0, batch = 0, channels = 0] = shape;
    const [kernel = 0, expected = 0, filters = 0] = weight;
    c.requireEqual(channels, expected, 'the channels that conv_tbc gets', () => ({
      code: 'CS101', message: 'Input dim 2 (input channels) is not == dim 1 in the weight tensor', why: `The filters read ${display(expected)} channels, the input has ${display(channels)}.`,
    }));
    return c.tensor([slid(time, { kernel, stride: 1, dilation: 1 }, mul(2, whole(a, c, 'pad'))), batch, filters], { dtype: input.dtype });
  },
  macs: (record) => {
    const weight = inputOf(record, 'weight')?.shape;
    const out = record.outputs[0]?.shape;
    return weight && out ? mul(product(out), product(weight.slice(0, 2))) : 0;
  },
  examples: [
    { code: 'F.conv_tbc(x, torch.empty(3, 3, 4), torch.empty(4), 1)', inputs: { x: '[5, 2, 3]' }, output: [5, 2, 4] },
    { code: 'F.conv_tbc(x, torch.empty(3, 2, 4), torch.empty(4), 1)', inputs: { x: '[5, 2, 3]' }, problem: 'CS101' },
  ],
};

export const ops = declareOps(
  ...[1, 2, 3].map(convolution),
  ...[1, 2, 3].map(transposedConvolution),
  timeBatchChannels,
);

