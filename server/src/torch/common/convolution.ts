/** What convolution and transposed convolution share: reading and checking their operands, and what a record of either tells. */

import { extent, type Window } from '../../arithmetic/window';
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display, divides, floorDiv, isZero, less, mul, product, sub } from '../../symbolic';
import { inputOf, intsOf } from '../context';
import type { OpContext, Reach } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';
import { optionalTensor, tensor } from './arguments';
import { followingFormat, perAxis, requireRank, whole } from './spatial';
import { sizes } from './text';

/** A convolution's operands once they are checked. */
export interface Operands {
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

export function operandsOf(a: Arguments, c: OpContext, name: string, n: number): Operands {
  const input = tensor(a, 'input');
  const weight = tensor(a, 'weight');
  const given = shapeOf(input);
  const weightShape = shapeOf(weight);
  requireRank(
    c,
    given,
    [n + 1, n + 2],
    (got) => `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to ${name}, but got input of size: ${got}`,
    `${n + 1} (channels and ${words[n]} spatial) or, with a batch, ${n + 2} are`,
    given.length === n && weightShape[1] === 1 ? { kind: 'change-input', suffix: '[None, None]' } : undefined,
  );
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
    perAxis(
      a,
      c,
      argument,
      n,
      (got) =>
        `expected ${argument} to be a single integer value or a list of ${n} values to match the convolution dimensions, but got ${argument}=${sizes(got)}`,
    );
  const stride = read('stride');
  const dilation = read('dilation');
  const kernel = weightShape.slice(2);
  const { padding, same } = paddingOf(a, c, { stride, dilation, kernel }, read);
  const groups = whole(a, c, 'groups');
  const windows = kernel.map((k, i) => ({
    kernel: k,
    stride: stride[i] ?? 1,
    padding: padding[i] ?? 0,
    dilation: dilation[i] ?? 1,
  }));
  checkNumbers(c, windows, groups);
  return { input, weight, bias: optionalTensor(a, 'bias'), shape, weightShape, batched, groups, windows, same };
}

function paddingOf(
  a: Arguments,
  c: OpContext,
  { stride, dilation, kernel }: { stride: readonly Dim[]; dilation: readonly Dim[]; kernel: readonly Dim[] },
  read: (argument: string) => readonly Dim[],
): { readonly padding: readonly Dim[]; readonly same: boolean } {
  const value = a.value('padding');
  if (value.kind !== 'str') return { padding: read('padding'), same: false };
  if (value.value === 'valid') return { padding: kernel.map(() => 0), same: false };
  if (value.value !== 'same')
    return c.refuse({
      code: 'CS124',
      message: `Invalid padding string: '${value.value}'`,
      why: "The names are 'valid' and 'same'.",
    });
  const padding = kernel.map((k, i) => sameBefore(k, dilation[i] ?? 1));
  if (stride.some((s) => less(1, s) === 'yes')) {
    c.refuse({
      code: 'CS109',
      message: "padding='same' is not supported for strided convolutions",
      why: 'With a stride the output is smaller than the input whatever the padding.',
      fix: {
        kind: 'set-argument',
        argument: 'padding',
        value: Math.max(0, ...padding.map((p) => (typeof p === 'number' ? p : 0))),
      },
    });
  }
  return { padding, same: true };
}

const sameBefore = (kernel: Dim, dilation: Dim): Dim => floorDiv(sub(extent(kernel, dilation), 1), 2);

export const firstBelow = (dims: readonly Dim[], bound: number): boolean => dims.some((d) => less(d, bound) === 'yes');

function checkNumbers(c: OpContext, windows: readonly Window[], groups: Dim): void {
  const refuse = (message: string, why: string): never => c.refuse({ code: 'CS124', message, why });
  if (firstBelow([groups], 1)) refuse('non-positive groups is not supported', `groups is ${display(groups)}.`);
  if (
    firstBelow(
      windows.map((w) => w.padding),
      0,
    )
  )
    refuse('negative padding is not supported', 'Cropping is F.pad with negative numbers, or slicing.');
  if (
    firstBelow(
      windows.map((w) => w.stride),
      1,
    )
  )
    refuse('non-positive stride is not supported', 'The window must move on.');
  if (
    firstBelow(
      windows.map((w) => w.dilation),
      1,
    )
  ) {
    refuse(
      `dilation should be greater than zero, but got ${sizes(windows.map((w) => w.dilation))}`,
      'A dilation of 1 is the ordinary, dense kernel.',
    );
  }
}

export function checkGroups(c: OpContext, { weightShape, groups }: Operands): void {
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

export function checkBias(c: OpContext, { bias, weightShape }: Operands, channels: Dim, prefix: string): void {
  if (!bias?.shape) return;
  const message = (): string =>
    `Given ${prefix}weight of size ${sizes(weightShape)}, expected bias to be 1-dimensional with ${display(channels)} elements, but got bias of size ${sizes(bias.shape ?? [])} instead`;
  const why = 'The bias has one number per output channel.';
  const [size = 0] = bias.shape;
  if (bias.shape.length !== 1) c.refuse({ code: 'CS124', message: message(), why });
  c.requireEqual(size, channels, 'the bias and the output channels', () => ({
    code: 'CS124',
    message: message(),
    why,
  }));
}

/** Only the batch or the channels may be empty. */
export function refuseEmpty(c: OpContext, shape: readonly Dim[]): void {
  const [batch = 1, channels = 1, ...space] = shape;
  if (!space.some(isZero) || isZero(batch) || isZero(channels)) return;
  c.refuse({
    code: 'CS118',
    // One spatial dimension is worked on as two, the first of them 1.
    message: `Only zero batch or zero channel inputs are supported, but got input shape: ${sizes([batch, channels, ...(space.length === 1 ? [1] : []), ...space])}`,
    why: 'There is not a single pixel.',
  });
}

export function result(
  c: OpContext,
  shape: readonly Dim[],
  batched: boolean,
  input: TensorValue,
  weight: TensorValue,
): TensorValue {
  return c.tensor(batched ? shape : shape.slice(1), {
    dtype: input.dtype ?? weight.dtype,
    ...followingFormat(input, weight),
  });
}

export const NO_WINDOW: Window = { kernel: 1, stride: 1, padding: 0, dilation: 1 };

export interface Recorded {
  /** Its spatial sizes. */
  readonly input: readonly Dim[];
  readonly output: readonly Dim[];
  readonly windows: readonly Window[];
  readonly same: boolean;
  readonly outputPadding: readonly Dim[];
}

export function recorded(record: OpRecord, n: number): Recorded | undefined {
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
  const windows = kernel.map((k, i) => ({
    kernel: k,
    stride: stride[i] ?? 1,
    padding: padding[i] ?? 0,
    dilation: dilation[i] ?? 1,
  }));
  return { input, output, windows, same, outputPadding: intsOf(record, 'output_padding', n) ?? kernel.map(() => 0) };
}

export function reachOf(record: OpRecord, n: number, kind: 'window' | 'transposed'): Reach | undefined {
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
export function multiplyAdds(record: OpRecord, side: 'input' | 'output'): Dim {
  const weight = inputOf(record, 'weight')?.shape;
  const numbers = side === 'output' ? record.outputs[0]?.shape : inputOf(record, 'input')?.shape;
  return weight && numbers ? mul(product(numbers), product(weight.slice(1))) : 0;
}

/** Spatial sizes of examples in one, two and three dimensions. */
export const SIZES = ['8', '8, 8', '4, 8, 8'];
