/** Moving numbers between channels and space (Shi 2016), and between groups of channels (Zhang 2017). */
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display, exactQuotient, floorDiv, less, mul } from '../../symbolic';
import { tensor } from '../common/arguments';
import { NOTHING_KEPT } from '../common/kept';
import { followingFormat, whole } from '../common/spatial';
import { page, sizes, term } from '../common/text';
import { inputOf, intOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

const divided = (value: Dim, by: Dim): Dim => exactQuotient(value, by) ?? floorDiv(value, by);

function factorOf(a: Arguments, c: OpContext, name: string, argument: string): Dim {
  const factor = whole(a, c, argument);
  if (less(factor, 1) === 'yes') {
    c.refuse({
      code: 'CS124',
      message: `${name} expects a positive ${argument}, but got ${display(factor)}`,
      why: 'It is how many times larger or smaller the image becomes.',
    });
  }
  return factor;
}

function imageOf(
  a: Arguments,
  c: OpContext,
  name: string,
): {
  readonly input: TensorValue;
  readonly lead: readonly Dim[];
  readonly channels: Dim;
  readonly height: Dim;
  readonly width: Dim;
} {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  if (shape.length < 3) {
    c.refuse({
      code: 'CS117',
      message: `${name} expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
      why: 'It needs channels, height and width.',
    });
  }
  const [channels = 0, height = 0, width = 0] = shape.slice(-3);
  return { input, lead: shape.slice(0, -3), channels, height, width };
}

function pixelShuffle(a: Arguments, c: OpContext): TensorValue {
  const { input, lead, channels, height, width } = imageOf(a, c, 'pixel_shuffle');
  const factor = factorOf(a, c, 'pixel_shuffle', 'upscale_factor');
  const square = mul(factor, factor);
  c.requireDivides(square, channels, 'the channels that pixel_shuffle spreads out', () => ({
    code: 'CS108',
    message: `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${display(channels)} is not divisible by ${display(square)}`,
    why: `Each block of ${display(factor)}×${display(factor)} pixels is made of ${display(square)} channels.`,
  }));
  return c.tensor([...lead, divided(channels, square), mul(height, factor), mul(width, factor)], {
    dtype: input.dtype,
  });
}

function pixelUnshuffle(a: Arguments, c: OpContext): TensorValue {
  const { input, lead, channels, height, width } = imageOf(a, c, 'pixel_unshuffle');
  const factor = factorOf(a, c, 'pixel_unshuffle', 'downscale_factor');
  const check = (size: Dim, name: string, axis: number): void => {
    c.requireDivides(factor, size, `the ${name} that pixel_unshuffle cuts into blocks`, () => ({
      code: 'CS108',
      message: `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${axis})=${display(size)} is not divisible by ${display(factor)}`,
      why: `The image is cut into blocks of ${display(factor)}×${display(factor)} pixels.`,
    }));
  };
  check(height, 'height', -2);
  check(width, 'width', -1);
  return c.tensor([...lead, mul(channels, mul(factor, factor)), divided(height, factor), divided(width, factor)], {
    dtype: input.dtype,
  });
}

function channelShuffle(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const groups = whole(a, c, 'groups');
  if (shape.length < 3) {
    c.refuse({
      code: 'CS117',
      message: `channel_shuffle expects input with > 2 dims, but got input with sizes ${sizes(shape)}`,
      why: 'It needs a batch, channels and space.',
    });
  }
  if (less(groups, 1) === 'yes') {
    c.refuse({
      code: 'CS124',
      message: `Number of groups to divide channels in must be positive. Value of groups:${display(groups)}`,
      why: 'There must be at least one group.',
    });
  }
  const channels = shape[1] ?? 0;
  c.requireDivides(groups, channels, 'the groups of channel_shuffle', () => ({
    code: 'CS113',
    message: `Number of channels must be divisible by groups. Got ${display(channels)} channels and ${display(groups)} groups.`,
    why: 'The groups must share the channels evenly.',
  }));
  return c.tensor(shape, { dtype: input.dtype, ...followingFormat(input) });
}

const F = 'torch.nn.functional';
const IMAGE = '[1, 8, 4, 6]';

export const ops = declareOps(
  {
    name: `${F}.pixel_shuffle`,
    aliases: ['torch.pixel_shuffle'],
    category: 'resize',
    keeps: NOTHING_KEPT,
    doc: 'Lays r² channels out as blocks of r×r pixels, so that a convolution can enlarge.',
    reference: page(`${F}.pixel_shuffle`),
    signature: '(input, upscale_factor)',
    run: pixelShuffle,
    explain: (record) => {
      const [c = 1, h = 1, w = 1] = inputOf(record, 'input')?.shape?.slice(-3) ?? [];
      const r = intOf(record, 'upscale_factor') ?? 1;
      return [
        `C: ${term(c)}/${term(r)}² = ${display(divided(c, mul(r, r)))}`,
        `H, W: ${term(h)}·${term(r)} = ${display(mul(h, r))}, ${term(w)}·${term(r)} = ${display(mul(w, r))}`,
      ];
    },
    reach: () => ({ kind: 'resize', taps: 1, align: 'edges' }),
    examples: [
      { code: 'F.pixel_shuffle(x, 2)', inputs: { x: IMAGE }, output: [1, 2, 8, 12] },
      { code: 'F.pixel_shuffle(x, 2)', inputs: { x: '[1, 9, 4, 4]' }, problem: 'CS108' },
      { code: 'F.pixel_shuffle(x, 2)', inputs: { x: '[8, 4]' }, problem: 'CS117' },
      { code: 'F.pixel_shuffle(x, 0)', inputs: { x: IMAGE }, problem: 'CS124' },
    ],
  },
  {
    name: `${F}.pixel_unshuffle`,
    aliases: ['torch.pixel_unshuffle'],
    category: 'resize',
    keeps: NOTHING_KEPT,
    doc: 'Stacks blocks of r×r pixels as r² channels: the way back from pixel_shuffle.',
    reference: page(`${F}.pixel_unshuffle`),
    signature: '(input, downscale_factor)',
    run: pixelUnshuffle,
    explain: (record) => {
      const [c = 1, h = 1, w = 1] = inputOf(record, 'input')?.shape?.slice(-3) ?? [];
      const r = intOf(record, 'downscale_factor') ?? 1;
      return [
        `C: ${term(c)}·${term(r)}² = ${display(mul(c, mul(r, r)))}`,
        `H, W: ${term(h)}/${term(r)} = ${display(divided(h, r))}, ${term(w)}/${term(r)} = ${display(divided(w, r))}`,
      ];
    },
    reach: (record) => {
      const r = intOf(record, 'downscale_factor');
      return r === undefined
        ? undefined
        : { kind: 'window', kernel: [r, r], stride: [r, r], before: [0, 0], dilation: [1, 1] };
    },
    examples: [
      { code: 'F.pixel_unshuffle(x, 2)', inputs: { x: IMAGE }, output: [1, 32, 2, 3] },
      { code: 'F.pixel_unshuffle(x, 2)', inputs: { x: '[1, 2, 5, 4]' }, problem: 'CS108' },
      { code: 'F.pixel_unshuffle(x, 2)', inputs: { x: '[8, 4]' }, problem: 'CS117' },
    ],
  },
  {
    name: `${F}.channel_shuffle`,
    aliases: ['torch.channel_shuffle', 'torch.native_channel_shuffle', `${F}.native_channel_shuffle`],
    category: 'shape',
    doc: 'Interleaves groups of channels, so that grouped convolutions exchange what they know.',
    reference: page('torch.nn.ChannelShuffle'),
    signature: '(input, groups)',
    run: channelShuffle,
    explain: (record) => {
      const channels = inputOf(record, 'input')?.shape?.[1] ?? 1;
      const groups = intOf(record, 'groups') ?? 1;
      return [`${display(channels)} channels as ${display(groups)}×${display(divided(channels, groups))}, transposed`];
    },
    examples: [
      { code: 'F.channel_shuffle(x, 2)', inputs: { x: IMAGE }, output: [1, 8, 4, 6] },
      { code: 'F.channel_shuffle(x, 3)', inputs: { x: IMAGE }, problem: 'CS113' },
      { code: 'F.channel_shuffle(x, 2)', inputs: { x: '[8, 4]' }, problem: 'CS117' },
    ],
  },
);
