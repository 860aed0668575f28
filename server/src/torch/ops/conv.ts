/** Convolution (Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning"). */

import { convolved, extent, slid } from '../../arithmetic/window';
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display, divides, isZero, lessEqual, mod, mul, product, sub } from '../../symbolic';
import { tensor } from '../common/arguments';
import {
  checkBias,
  checkGroups,
  multiplyAdds,
  NO_WINDOW,
  operandsOf,
  reachOf,
  recorded,
  refuseEmpty,
  result,
  SIZES,
} from '../common/convolution';
import { floats } from '../common/kept';
import { whole } from '../common/spatial';
import { axisLines, page, sizes, spaced, term } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext, type OpDeclaration, type Refusal } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

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
    ...(batched || expected !== 1 ? {} : { fix: { kind: 'change-input', suffix: '.unsqueeze(1)' } }),
    ...(typeof channels === 'number' &&
    channels > 0 &&
    divides(groups, channels) === 'yes' &&
    (batched || expected !== 1)
      ? { fix: { kind: 'set-argument', argument: 'in_channels', value: channels } }
      : {}),
  }));
  checkBias(c, operands, filters, '');
  const extents = windows.map((w) => extent(w.kernel, w.dilation));
  const padded = space.map((size, i) => add(size, same ? sub(extents[i] ?? 1, 1) : mul(2, windows[i]?.padding ?? 0)));
  const tooLarge = () => ({
    code: 'CS103',
    message: `Calculated padded input size per channel: (${spaced(padded)}). Kernel size: (${spaced(extents)}). Kernel size can't be greater than actual input size`,
    why: 'The feature map has become smaller than the window that should slide over it.',
    ...paddingFix(space, extents),
  });
  const out = same ? space : space.map((size, i) => convolved(size, windows[i] ?? NO_WINDOW));
  if (space.some((_, i) => lessEqual(extents[i] ?? 0, padded[i] ?? 0) === 'no')) c.refuse(tooLarge());
  space.forEach((_, i) => {
    c.requireAtMost(extents[i] ?? 0, padded[i] ?? 0, `the kernel must fit the input of ${name}`, tooLarge);
  });
  refuseEmpty(c, shape);
  return result(c, [batch, filters, ...out], batched, input, weight);
}

function explainConvolution(record: OpRecord, n: number): readonly string[] {
  const seen = recorded(record, n);
  if (!seen) return [];
  return axisLines(
    seen.input.map((size, i) => {
      const { kernel, stride, padding, dilation } = seen.windows[i] ?? NO_WINDOW;
      const out = display(seen.output[seen.output.length - n + i] ?? 0);
      if (seen.same) return `padding='same' adds ${term(dilation)}·(${term(kernel)}−1) in all and keeps ${out}`;
      return `⌊(${term(size)} + 2·${term(padding)} − ${term(dilation)}·(${term(kernel)}−1) − 1)/${term(stride)}⌋ + 1 = ${out}`;
    }),
  );
}

/** An even kernel with padding='same' pads one side more, which takes a copy. */
function keepsConvolved(record: OpRecord, n: number): Keeps {
  const seen = recorded(record, n);
  const shape = inputOf(record, 'input')?.shape;
  if (!seen || !shape) return { args: ['weight'], atLeast: true };
  const more = seen.windows.map((w) => (seen.same ? mod(mul(w.dilation, sub(w.kernel, 1)), 2) : 0));
  if (more.every(isZero)) return { args: ['input', 'weight'] };
  const lead = shape.slice(0, shape.length - n);
  return { args: ['weight'], bytes: floats([...lead, ...seen.input.map((size, i) => add(size, more[i] ?? 0))]) };
}

const CONVOLUTION = '(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)';

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
    keeps: (record) => keepsConvolved(record, n),
    examples: [
      {
        code: `F.${name}(x, torch.empty(6, 3, ${kernel}), stride=2, padding=1)`,
        inputs: { x: `[2, 3, ${size}]` },
        output: [2, 6, ...out],
      },
      {
        code: `F.${name}(x, torch.empty(6, 3, ${kernel}), padding='same')`,
        inputs: { x: `[3, ${size}]` },
        output: [6, ...size.split(', ').map(Number)],
      },
      {
        code: `F.${name}(x, torch.empty(6, 2, ${kernel}), groups=2, dilation=2, padding=2)`,
        inputs: { x: `[2, 4, ${size}]` },
        output: [2, 6, ...size.split(', ').map(Number)],
      },
      { code: `F.${name}(x, torch.empty(6, 1, ${kernel}))`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS101' },
      {
        code: `F.${name}(x, torch.empty(7, 3, ${kernel}), groups=2)`,
        inputs: { x: `[2, 6, ${size}]` },
        problem: 'CS102',
      },
      {
        code: `F.${name}(x, torch.empty(6, 3, ${new Array(n).fill('9').join(', ')}))`,
        inputs: { x: `[2, 3, ${size}]` },
        problem: 'CS103',
      },
      {
        code: `F.${name}(x, torch.empty(6, 3, ${kernel}), padding='same', stride=2)`,
        inputs: { x: `[2, 3, ${size}]` },
        problem: 'CS109',
      },
      { code: `F.${name}(x, torch.empty(6, 3, ${kernel}))`, inputs: { x: '[3]' }, problem: 'CS117' },
      {
        code: `F.${name}(x, torch.empty(6, 3, ${kernel}), stride=0)`,
        inputs: { x: `[2, 3, ${size}]` },
        problem: 'CS124',
      },
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
      c.refuse({
        code: 'CS117',
        message: 'Input must have 3 dims: time, batch, in_channel',
        why: 'conv_tbc reads time, batch, channels.',
      });
    }
    const [time = 0, batch = 0, channels = 0] = shape;
    const [kernel = 0, expected = 0, filters = 0] = weight;
    c.requireEqual(channels, expected, 'the channels that conv_tbc gets', () => ({
      code: 'CS101',
      message: 'Input dim 2 (input channels) is not == dim 1 in the weight tensor',
      why: `The filters read ${display(expected)} channels, the input has ${display(channels)}.`,
    }));
    return c.tensor([slid(time, { kernel, stride: 1, dilation: 1 }, mul(2, whole(a, c, 'pad'))), batch, filters], {
      dtype: input.dtype,
    });
  },
  macs: (record) => {
    const weight = inputOf(record, 'weight')?.shape;
    const out = record.outputs[0]?.shape;
    return weight && out ? mul(product(out), product(weight.slice(0, 2))) : 0;
  },
  keeps: () => ({ args: ['input', 'weight', 'bias'] }),
  examples: [
    { code: 'F.conv_tbc(x, torch.empty(3, 3, 4), torch.empty(4), 1)', inputs: { x: '[5, 2, 3]' }, output: [5, 2, 4] },
    { code: 'F.conv_tbc(x, torch.empty(3, 2, 4), torch.empty(4), 1)', inputs: { x: '[5, 2, 3]' }, problem: 'CS101' },
  ],
};

export const ops = declareOps(...[1, 2, 3].map(convolution), timeBatchChannels);

/** One padding for all axes that lets the kernel fit: the one that keeps the size, where that is enough. */
function paddingFix(space: readonly Dim[], extents: readonly Dim[]): Pick<Refusal, 'fix'> {
  const needed = extents.map((size, i) => {
    const given = space[i];
    if (typeof size !== 'number' || typeof given !== 'number') return undefined;
    return Math.max(Math.floor((size - 1) / 2), Math.ceil((size - given) / 2));
  });
  if (!needed.every((n) => n !== undefined)) return {};
  return { fix: { kind: 'set-argument', argument: 'padding', value: Math.max(...needed) } };
}
