/** Padding: `pad` counts from the last axis, two numbers per axis; negative ones crop. */
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display, less, lessEqual, min } from '../../symbolic';
import { tensor } from '../common/arguments';
import { followingFormat, wholes } from '../common/spatial';
import { page, sizes, term } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const MODES = ['constant', 'reflect', 'replicate', 'circular'];

/** Both ends of one axis. */
interface Ends {
  readonly axis: number;
  readonly size: Dim;
  readonly before: Dim;
  readonly after: Dim;
  readonly result: Dim;
}

function endsOf(shape: readonly Dim[], pads: readonly Dim[]): readonly Ends[] {
  return Array.from({ length: pads.length / 2 }, (_, i) => {
    const axis = shape.length - 1 - i;
    const size = shape[axis] ?? 0;
    const [before = 0, after = 0] = pads.slice(2 * i, 2 * i + 2);
    return { axis, size, before, after, result: add(add(size, before), after) };
  });
}

function pad(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const pads = wholes(a, c, 'pad');
  const mode = a.str('mode');
  if (pads.length % 2 !== 0) {
    c.refuse({
      code: 'CS112',
      message: 'Padding length must be divisible by 2',
      why: `pad has ${pads.length} numbers; each axis takes two, before and after.`,
    });
  }
  if (pads.length > 2 * shape.length) {
    c.refuse({
      code: 'CS112',
      message: `Padding length should be less than or equal to two times the input dimension but got padding length ${pads.length} and input of dimension ${shape.length}`,
      why: `${pads.length} numbers are for ${pads.length / 2} axes, the input has ${shape.length}.`,
    });
  }
  const ends = endsOf(shape, pads);
  if (mode === 'constant') checkConstant(c, ends);
  else checkOther(a, c, mode, shape, ends);
  const result = [...shape];
  for (const { axis, result: size } of ends) result[axis] = size;
  return c.tensor(result, { dtype: input.dtype, ...followingFormat(input) });
}

function checkConstant(c: OpContext, ends: readonly Ends[]): void {
  for (const { size, before, after } of ends) {
    // Where both are known to add, there is nothing to ask.
    if (lessEqual(0, before) === 'yes' && lessEqual(0, after) === 'yes') continue;
    // First it crops, then it pads.
    c.requireAtMost(
      0,
      add(size, add(min(before, 0), min(after, 0))),
      'a negative padding must leave something',
      () => ({
        code: 'CS112',
        message: 'narrow(): length must be non-negative.',
        why: `${display(before)} and ${display(after)} cut off more than the ${display(size)} that there are.`,
      }),
    );
  }
}

function checkOther(a: Arguments, c: OpContext, mode: string, shape: readonly Dim[], ends: readonly Ends[]): void {
  if (!MODES.includes(mode)) {
    c.refuse({
      code: 'CS124',
      exception: 'NotImplementedError',
      message: `Unrecognised padding mode ${mode}`,
      why: `The modes are ${MODES.join(', ')}.`,
    });
  }
  if (!a.isNone('value')) {
    c.refuse({
      code: 'CS124',
      message: `Padding mode "${mode}" doesn't take in value argument`,
      why: 'Only constant padding has a value.',
    });
  }
  const n = ends.length;
  const rank = shape.length;
  if (n < 1 || n > 3 || (rank !== n + 1 && rank !== n + 2)) {
    c.refuse({
      code: 'CS112',
      exception: 'NotImplementedError',
      message: 'Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now',
      why: `${2 * n} numbers pad ${n} axes; such an input has ${n + 1} or ${n + 2} dimensions, and this one ${rank}.`,
    });
  }
  if (mode === 'circular') checkCircular(c, rank, ends);
  if (mode === 'reflect') checkReflect(c, shape, ends);
  const [only] = ends;
  if (only && n === 1 && mode !== 'circular') {
    c.requireAtMost(1, only.result, 'something must be left after padding', () => ({
      code: 'CS112',
      message: `input (W: ${display(only.size)}) is too small. Calculated output W: ${display(only.result)}`,
      why: 'The padding cuts off all there is.',
    }));
  }
  for (const { result } of ends) {
    if (less(result, 0) === 'yes') {
      c.refuse({
        code: 'CS112',
        message: `Trying to create tensor with negative dimension ${display(result)}`,
        why: 'The padding cuts off more than there is.',
      });
    }
  }
}

function checkReflect(c: OpContext, shape: readonly Dim[], ends: readonly Ends[]): void {
  ends.forEach(({ axis, size, before, after }, i) => {
    const refusal = () => ({
      code: 'CS112',
      message: `Argument #${4 + 2 * i}: Padding size should be less than the corresponding input dimension, but got: padding (${display(before)}, ${display(after)}) at dimension ${axis} of input ${sizes(shape)}`,
      why: 'A mirror at the border shows at most all the other rows.',
    });
    for (const width of [before, after])
      c.requireAtMost(add(width, 1), size, 'a reflecting padding is narrower than the input', refusal);
  });
}

function checkCircular(c: OpContext, rank: number, ends: readonly Ends[]): void {
  if (rank !== ends.length + 2) {
    c.refuse({
      code: 'CS112',
      message: `Invalid padding size, expected ${2 * (rank - 2)} but got ${2 * ends.length}`,
      why: 'Circular padding pads every axis after batch and channels.',
    });
  }
  for (const { size, before, after, result } of ends) {
    for (const width of [before, after]) {
      c.requireAtMost(width, size, 'a circular padding goes round at most once', () => ({
        code: 'CS112',
        message: 'Padding value causes wrapping around more than once.',
        why: 'There are not that many rows to repeat.',
      }));
    }
    if (less(result, 0) === 'yes') {
      c.refuse({
        code: 'CS112',
        message: 'Negative padding value is resulting in an empty dimension',
        why: 'The padding cuts off more than there is.',
      });
    }
  }
}

function explain(record: OpRecord): readonly string[] {
  const shape = inputOf(record, 'input')?.shape;
  const argument = record.args.get('pad');
  if (!shape || argument?.kind !== 'list') return [];
  const pads = argument.items.map((item) => (item.kind === 'int' ? item.value : 0));
  return endsOf(shape, pads)
    .toReversed()
    .map(
      ({ axis, size, before, after, result }) =>
        `axis ${axis}: ${term(before)} + ${term(size)} + ${term(after)} = ${display(result)}`,
    );
}

export const ops = declareOps({
  name: 'torch.nn.functional.pad',
  aliases: ['torch._C._nn.pad'],
  category: 'shape',
  doc: 'Adds a border of a constant, of the mirrored, the nearest or the opposite rows; negative widths crop.',
  reference: page('torch.nn.functional.pad'),
  signature: "(input, pad, mode='constant', value=None)",
  run: pad,
  explain,
  keeps: (record) => {
    const mode = record.args.get('mode');
    return { args: mode?.kind === 'str' && /^re(flect|plicate)$/.test(mode.value) ? ['input'] : [] };
  },
  examples: [
    { code: 'F.pad(x, (1, 2))', inputs: { x: '[1, 3, 4, 4]' }, output: [1, 3, 4, 7] },
    { code: 'F.pad(x, [-1, 0, 2, 1, 1, 0])', inputs: { x: '[1, 3, 4, 4]' }, output: [1, 4, 7, 3] },
    { code: "F.pad(x, (3, 1, 1, 1), mode='reflect')", inputs: { x: '[3, 4, 4]' }, output: [3, 6, 8] },
    { code: "F.pad(x, (5, 1), mode='replicate')", inputs: { x: '[1, 3, 4]' }, output: [1, 3, 10] },
    { code: "F.pad(x, (4, 1, 1, 1), 'circular')", inputs: { x: '[1, 3, 4, 4]' }, output: [1, 3, 6, 9] },
    { code: 'F.pad(x, (1, 2, 3))', inputs: { x: '[1, 3, 4, 4]' }, problem: 'CS112' },
    { code: 'F.pad(x, (-3, -2))', inputs: { x: '[1, 3, 4, 4]' }, problem: 'CS112' },
    { code: "F.pad(x, (4, 1), mode='reflect')", inputs: { x: '[1, 3, 4]' }, problem: 'CS112' },
    { code: "F.pad(x, (5, 1, 1, 1), mode='circular')", inputs: { x: '[1, 3, 4, 4]' }, problem: 'CS112' },
    { code: "F.pad(x, (1, 1), mode='mirror')", inputs: { x: '[1, 3, 4]' }, problem: 'CS124' },
    { code: 'F.pad(x, (1.5, 1))', inputs: { x: '[1, 3, 4]' }, problem: 'CS122' },
  ],
});
