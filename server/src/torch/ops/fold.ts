/** Windows as columns of a matrix, and back: convolution as one matrix product is unfold, matmul, fold. */

import { convolved, type Window } from '../../arithmetic/window';
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display, exactQuotient, floorDiv, isZero, less, mul, product } from '../../symbolic';
import { tensor } from '../common/arguments';
import { perAxis } from '../common/spatial';
import { axisLines, page, pythonTuple, sizes, term } from '../common/text';
import { inputOf, intsOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const AXES = ['height', 'width'];

function pair(a: Arguments, c: OpContext, name: string): readonly Dim[] {
  const wrong = (got: number): string => `It is expected ${name} equals to 2, but got size ${got}`;
  const given = a.ints(name);
  if (given?.length === 1) c.refuse({ code: 'CS124', message: wrong(1), why: 'It is one int or two.' });
  return perAxis(a, c, name, 2, (got) => wrong(got.length));
}

function windowsOf(a: Arguments, c: OpContext): readonly Window[] {
  const [kernel, dilation, padding, stride] = [
    pair(a, c, 'kernel_size'),
    pair(a, c, 'dilation'),
    pair(a, c, 'padding'),
    pair(a, c, 'stride'),
  ];
  const refuseBelow = (dims: readonly Dim[], bound: number, name: string, label: string): void => {
    if (!dims.some((d) => less(d, bound) === 'yes')) return;
    c.refuse({
      code: 'CS124',
      message: `${name} should be ${bound === 0 ? 'non-negative' : 'greater than zero'}, but got ${dims.map((d, i) => `${label}_${AXES[i]}: ${display(d)}`).join(' ')}`,
      why: 'It counts pixels.',
    });
  };
  refuseBelow(kernel, 1, 'kernel size', 'kernel');
  refuseBelow(dilation, 1, 'dilation', 'dilation');
  refuseBelow(padding, 0, 'padding', 'pad');
  refuseBelow(stride, 1, 'stride', 'stride');
  return kernel.map((k, i) => ({
    kernel: k,
    stride: stride[i] ?? 1,
    padding: padding[i] ?? 0,
    dilation: dilation[i] ?? 1,
  }));
}

const tuples = (
  windows: readonly Window[],
): { readonly kernel: string; readonly dilation: string; readonly padding: string; readonly stride: string } => ({
  kernel: pythonTuple(windows.map((w) => w.kernel)),
  dilation: pythonTuple(windows.map((w) => w.dilation)),
  padding: pythonTuple(windows.map((w) => w.padding)),
  stride: pythonTuple(windows.map((w) => w.stride)),
});

function unfold(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const windows = windowsOf(a, c);
  const own = shape.length === 4 ? shape.slice(1) : shape;
  if ((shape.length !== 3 && shape.length !== 4) || own.some(isZero)) {
    c.refuse({
      code: 'CS117',
      message: `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}`,
      why: 'It needs channels, height and width, with or without a batch.',
    });
  }
  const [channels = 0, ...space] = own;
  const blocks = space.map((size, i) => convolved(size, windows[i] ?? ONE));
  const text = tuples(windows);
  const refusal = () => ({
    code: 'CS103',
    message: `Given input with spatial size ${pythonTuple(space)}, kernel_size=${text.kernel}, dilation=${text.dilation}, padding=${text.padding}, calculated shape of the array of sliding blocks as ${pythonTuple(blocks)}, but its components must be at least one.`,
    why: 'The window is larger than what it should slide over.',
  });
  if (blocks.some((n) => less(n, 1) === 'yes')) c.refuse(refusal());
  for (const n of blocks) c.requireAtMost(1, n, 'the window of unfold must fit', refusal);
  const column = mul(channels, product(windows.map((w) => w.kernel)));
  return c.tensor([...shape.slice(0, shape.length - 3), column, product(blocks)], { dtype: input.dtype });
}

const ONE: Window = { kernel: 1, stride: 1, padding: 0, dilation: 1 };

function fold(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const target = pair(a, c, 'output_size');
  const windows = windowsOf(a, c);
  const own = shape.length === 3 ? shape.slice(1) : shape;
  if ((shape.length !== 2 && shape.length !== 3) || own.some(isZero)) {
    c.refuse({
      code: 'CS117',
      message: `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${sizes(shape)}`,
      why: 'It needs columns and blocks, with or without a batch.',
    });
  }
  const [column = 0, count = 0] = own;
  const axis = shape.length - 2;
  const text = tuples(windows);
  const area = product(windows.map((w) => w.kernel));
  c.requireDivides(area, column, 'the columns that fold lays out', () => ({
    code: 'CS108',
    message: `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${display(column)} and kernel_size=${text.kernel}.`,
    why: `A column holds ${display(area)} numbers per channel.`,
  }));
  const blocks = target.map((size, i) => convolved(size, windows[i] ?? ONE));
  c.requireEqual(product(blocks), count, 'the blocks that fold lays out', () => ({
    code: 'CS108',
    message: `Given output_size=${pythonTuple(target)}, kernel_size=${text.kernel}, dilation=${text.dilation}, padding=${text.padding}, stride=${text.stride}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${display(blocks[0] ?? 0)} * ${display(blocks[1] ?? 0)} = ${display(product(blocks))}, but got input.size(2)=${display(count)}.`,
    why: `An image of that size has ${display(product(blocks))} windows.`,
  }));
  return c.tensor([...shape.slice(0, axis), exactQuotient(column, area) ?? floorDiv(column, area), ...target], {
    dtype: input.dtype,
  });
}

function blockLines(record: OpRecord, space: readonly Dim[] | undefined): readonly string[] {
  const kernel = intsOf(record, 'kernel_size', 2);
  const stride = intsOf(record, 'stride', 2);
  const padding = intsOf(record, 'padding', 2);
  const dilation = intsOf(record, 'dilation', 2);
  if (!space || !kernel || !stride || !padding || !dilation) return [];
  return axisLines(
    space.map((size, i) => {
      const window = {
        kernel: kernel[i] ?? 1,
        stride: stride[i] ?? 1,
        padding: padding[i] ?? 0,
        dilation: dilation[i] ?? 1,
      };
      return `⌊(${term(size)} + 2·${term(window.padding)} − ${term(window.dilation)}·(${term(window.kernel)}−1) − 1)/${term(window.stride)}⌋ + 1 = ${display(convolved(size, window))} windows`;
    }),
  );
}

const F = 'torch.nn.functional';

export const ops = declareOps(
  {
    name: `${F}.unfold`,
    aliases: ['torch._C._nn.im2col'],
    category: 'shape',
    doc: 'Copies every sliding window into one column: batch × (channels · window) × windows.',
    reference: page(`${F}.unfold`),
    signature: '(input, kernel_size, dilation=1, padding=0, stride=1)',
    run: unfold,
    explain: (record) => blockLines(record, inputOf(record, 'input')?.shape?.slice(-2)),
    reach: () => undefined,
    keeps: () => ({ args: ['input'] }),
    examples: [
      { code: 'F.unfold(x, 3)', inputs: { x: '[2, 3, 8, 8]' }, output: [2, 27, 36] },
      { code: 'F.unfold(x, (3, 2), dilation=2, padding=1, stride=2)', inputs: { x: '[3, 8, 8]' }, output: [18, 12] },
      { code: 'F.unfold(x, 9)', inputs: { x: '[2, 3, 8, 8]' }, problem: 'CS103' },
      { code: 'F.unfold(x, 3, stride=0)', inputs: { x: '[2, 3, 8, 8]' }, problem: 'CS124' },
    ],
  },
  {
    name: `${F}.fold`,
    aliases: ['torch._C._nn.col2im'],
    category: 'shape',
    doc: 'Adds columns back into an image, each where its window was.',
    reference: page(`${F}.fold`),
    signature: '(input, output_size, kernel_size, dilation=1, padding=0, stride=1)',
    run: fold,
    explain: (record) => blockLines(record, intsOf(record, 'output_size', 2)),
    reach: () => undefined,
    examples: [
      { code: 'F.fold(x, (4, 4), 2)', inputs: { x: '[2, 12, 9]' }, output: [2, 3, 4, 4] },
      { code: 'F.fold(x, 4, 2, padding=1)', inputs: { x: '[12, 25]' }, output: [3, 4, 4] },
      { code: 'F.fold(x, (4, 4), 2)', inputs: { x: '[2, 12, 8]' }, problem: 'CS108' },
      { code: 'F.fold(x, (4, 4), 2)', inputs: { x: '[2, 3, 12, 9]' }, problem: 'CS117' },
    ],
  },
);
