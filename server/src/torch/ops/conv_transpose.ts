/** Transposed convolution: the gradient of a convolution, used to enlarge (Dumoulin and Visin 2016). */

import { transposed, type Window } from '../../arithmetic/window';
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display, divides, isZero, less, lessEqual, max, mul } from '../../symbolic';
import {
  checkBias,
  checkGroups,
  firstBelow,
  multiplyAdds,
  NO_WINDOW,
  operandsOf,
  reachOf,
  recorded,
  refuseEmpty,
  result,
  SIZES,
} from '../common/convolution';
import { perAxis } from '../common/spatial';
import { axisLines, page, sizes, spaced, term } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration, type Refusal } from '../declare';
import type { OpRecord } from '../trace';

function convolveTransposed(a: Arguments, c: OpContext, name: string, n: number): TensorValue {
  const operands = operandsOf(a, c, name, n);
  const { input, weight, shape, weightShape, batched, groups, windows } = operands;
  const outputPadding = perAxis(
    a,
    c,
    'output_padding',
    n,
    (got) =>
      `expected output_padding to be a single integer value or a list of ${n} values to match the convolution dimensions, but got output_padding=${sizes(got)}`,
  );
  const [batch = 1, channels = 0, ...space] = shape;
  const [expected = 0, perGroup = 0] = weightShape;
  if (firstBelow(outputPadding, 0))
    c.refuse({
      code: 'CS124',
      message: 'negative output_padding is not supported',
      why: 'output_padding only ever adds rows and columns.',
    });
  checkGroups(c, operands);
  c.requireEqual(channels, expected, `the channels that ${name} gets`, () => ({
    code: 'CS101',
    message: `Given transposed=1, weight of size ${sizes(weightShape)}, expected input${sizes(shape)} to have ${display(expected)} channels, but got ${display(channels)} channels instead`,
    why: `The filters read ${display(expected)} channels, the input has ${display(channels)}${batched ? '' : ' (3D input is one image without a batch)'}.`,
    ...(typeof channels === 'number' && channels > 0 && divides(groups, channels) === 'yes'
      ? { fix: { kind: 'set-argument', argument: 'in_channels', value: channels } }
      : {}),
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
  const least = isZero(batch) ? 0 : 1;
  if (out.some((size) => less(size, least) === 'yes')) c.refuse(vanished());
  for (const size of out) c.requireAtMost(least, size, `${name} must leave something`, vanished);
  return result(c, [batch, filters, ...out], batched, input, weight);
}

/** output_padding picks one of the sizes that a strided convolution maps to the same output, so it stays below the stride. */
function checkOutputPadding(c: OpContext, windows: readonly Window[], outputPadding: readonly Dim[]): void {
  const isBig = windows.some(
    ({ stride, dilation }, i) => lessEqual(max(stride, dilation), outputPadding[i] ?? 0) === 'yes',
  );
  if (!isBig) return;
  const flat = windows.length === 1;
  const names = flat ? ['height', 'width'] : windows.length === 2 ? ['height', 'width'] : ['depth', 'height', 'width'];
  const list = (argument: string, dims: readonly Dim[], filler: Dim): string =>
    (flat ? [filler, ...dims] : dims).map((d, i) => `${argument}_${names[i]}: ${display(d)}`).join(' ');
  c.refuse({
    code: 'CS111',
    message: `output padding must be smaller than either stride or dilation, but got ${list('output_padding', outputPadding, 0)} ${list(
      'stride',
      windows.map((w) => w.stride),
      1,
    )} ${list(
      'dilation',
      windows.map((w) => w.dilation),
      1,
    )}`,
    why: 'output_padding chooses among the sizes that the stride rounds away; there are no more of them than the stride.',
    ...smallerPadding(windows),
  });
}

/** The largest that every axis takes. */
function smallerPadding(windows: readonly Window[]): { readonly fix?: NonNullable<Refusal['fix']> } {
  const limits = windows.map(({ stride, dilation }) => max(stride, dilation));
  const least = limits.every((d) => typeof d === 'number') ? Math.min(...limits) - 1 : undefined;
  return least === undefined ? {} : { fix: { kind: 'set-argument', argument: 'output_padding', value: least } };
}

function explainTransposed(record: OpRecord, n: number): readonly string[] {
  const seen = recorded(record, n);
  if (!seen) return [];
  return axisLines(
    seen.input.map((size, i) => {
      const { kernel, stride, padding, dilation } = seen.windows[i] ?? NO_WINDOW;
      const out = display(seen.output[seen.output.length - n + i] ?? 0);
      return `(${term(size)} − 1)·${term(stride)} − 2·${term(padding)} + ${term(dilation)}·(${term(kernel)}−1) + ${term(seen.outputPadding[i] ?? 0)} + 1 = ${out}`;
    }),
  );
}

const TRANSPOSED = '(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)';

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
      {
        code: `F.${name}(x, torch.empty(3, 6, ${kernel}), stride=2, padding=1, output_padding=1)`,
        inputs: { x: `[2, 3, ${size}]` },
        output: [2, 6, ...out],
      },
      {
        code: `F.${name}(x, torch.empty(4, 3, ${kernel}), groups=2, padding=1)`,
        inputs: { x: `[4, ${size}]` },
        output: [6, ...size.split(', ').map(Number)],
      },
      { code: `F.${name}(x, torch.empty(4, 6, ${kernel}))`, inputs: { x: `[2, 3, ${size}]` }, problem: 'CS101' },
      {
        code: `F.${name}(x, torch.empty(3, 6, ${kernel}), stride=2, output_padding=2)`,
        inputs: { x: `[2, 3, ${size}]` },
        problem: 'CS111',
      },
      {
        code: `F.${name}(x, torch.empty(3, 6, ${new Array(n).fill('1').join(', ')}), padding=4)`,
        inputs: { x: `[2, 3, ${size}]` },
        problem: 'CS118',
      },
    ],
  };
}

export const ops = declareOps(...[1, 2, 3].map(transposedConvolution));
