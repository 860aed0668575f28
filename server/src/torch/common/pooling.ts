/** What pools share: reading and checking their windows, and what a record of one tells. */

import { convolved, extent, pooled, slid, type Window } from '../../arithmetic/window';
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display, floorDiv, isZero, less, lessEqual, mul, product, sub } from '../../symbolic';
import { inputOf, intsOf } from '../context';
import type { Keeps, OpContext, Reach, Refusal } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';
import { tensor } from './arguments';
import { floats } from './kept';
import { perAxis } from './spatial';
import { axisLines, joined, sizes, term } from './text';

export type Kind = 'max' | 'avg' | 'lp';

/** What PyTorch says to a list of the wrong length; every pool has its own words. */
function lengthMessage(kind: Kind, n: number, argument: string): (got: readonly Dim[]) => string {
  const name = `${kind === 'max' ? 'max' : 'avg'}_pool${n}d`;
  if (n === 1 && kind === 'max') {
    const or =
      argument === 'stride' ? 'None, an int, list of ints, or tuple of ints' : 'an int, list of ints or tuple of ints';
    return (got) => `${name}() ${argument} must be ${or} of size 1 but got size ${got.length}`;
  }
  if (n === 1) return (got) => `${name}() argument '${argument}' should contain one int (got ${got.length})`;
  const many = n === 2 ? 'two' : 'three';
  const either = n === 3 && kind !== 'max' ? '' : 'either ';
  const omitted = argument === 'stride' ? `${either}be omitted,` : `${either}be`;
  return () => `${name}: ${argument} must ${omitted} a single int, or a tuple of ${many} ints`;
}

/** The power-average pools multiply by the kernel themselves, and take it apart as Python does. */
function checkLpKernel(a: Arguments, c: OpContext, n: number): void {
  const got = a.ints('kernel_size')?.length;
  if (got === undefined || (n > 1 && got === n)) return;
  const type = a.value('kernel_size').kind;
  const message =
    n === 1
      ? `mul(): argument 'other' (position 1) must be Tensor, not ${type}`
      : got > n
        ? `too many values to unpack (expected ${n})`
        : `not enough values to unpack (expected ${n}, got ${got})`;
  c.refuse({
    code: 'CS124',
    exception: n === 1 ? 'TypeError' : 'ValueError',
    message,
    why: n === 1 ? 'kernel_size is one int here.' : `kernel_size is one int or ${n}.`,
  });
}

function windowsOf(a: Arguments, c: OpContext, kind: Kind, n: number): readonly Window[] {
  if (kind === 'lp') checkLpKernel(a, c, n);
  const read = (argument: string): readonly Dim[] => perAxis(a, c, argument, n, lengthMessage(kind, n, argument));
  const kernel = read('kernel_size');
  const isDefault = a.isNone('stride') || a.ints('stride')?.length === 0;
  const stride = isDefault ? kernel : read('stride');
  const padding = a.values.has('padding') ? read('padding') : kernel.map(() => 0);
  const dilation = a.values.has('dilation') ? read('dilation') : kernel.map(() => 1);
  return kernel.map((k, i) => ({
    kernel: k,
    stride: stride[i] ?? 1,
    padding: padding[i] ?? 0,
    dilation: dilation[i] ?? 1,
  }));
}

function checkRank(c: OpContext, kind: Kind, n: number, shape: readonly Dim[]): void {
  if (shape.length === n + 1 || shape.length === n + 2) return;
  const name = `${kind === 'max' ? 'max' : 'avg'}_pool${n}d`;
  const why = `The input has ${shape.length} dimension${shape.length === 1 ? '' : 's'}; ${n + 1} (channels first) or, with a batch, ${n + 2} are needed.`;
  if (n === 1 && kind !== 'max') {
    c.refuse({
      code: 'CS117',
      message: `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`,
      why,
    });
  }
  if (n === 1) c.refuse({ code: 'CS117', message: `${name}: ${optionalBatch('2D or 3D', shape)}`, why });
  if (n === 3 || kind === 'max')
    c.refuse({
      code: 'CS117',
      message: `non-empty ${n + 1}D or ${n + 2}D (batch mode) tensor expected for input`,
      why,
    });
  if (shape.length > n + 2) c.refuse({ code: 'CS117', message: optionalBatch('3D or 4D', shape), why });
  const span = Math.max(1, shape.length);
  c.refuse({
    code: 'CS117',
    exception: 'IndexError',
    why,
    message: `Dimension out of range (expected to be in range of [${-span}, ${span - 1}], but got -3)`,
  });
}

const optionalBatch = (ranks: string, shape: readonly Dim[]): string =>
  `Expected ${ranks} (batch mode) tensor with optional 0 dim batch size for input, but got:${sizes(shape)}`;

function checkNumbers(c: OpContext, kind: Kind, windows: readonly Window[]): void {
  const n = windows.length;
  const refuse = (code: string, message: string, why: string, fix?: Refusal['fix']): never =>
    c.refuse({ code, message, why, ...(fix ? { fix } : {}) });
  const below = (dims: readonly Dim[], bound: number): Dim | undefined => dims.find((d) => less(d, bound) === 'yes');
  const axes = n === 3 ? ['T', 'H', 'W'] : ['H', 'W'];
  const list = (letter: string, of: (w: Window) => Dim): string => {
    const all = n === 1 ? [1, ...windows.map(of)] : windows.map(of);
    return all.map((d, i) => `${letter}${axes[i]}: ${display(d)}`).join(' ');
  };
  const single = n === 1 && kind === 'max';
  const strides = below(
    windows.map((w) => w.stride),
    1,
  );
  const kernels = below(
    windows.map((w) => w.kernel),
    1,
  );
  if (single && kernels !== undefined)
    refuse(
      'CS124',
      `max_pool1d() kernel_size must be greater than zero, but got ${display(kernels)}`,
      'A window needs at least one element.',
    );
  if (single && strides !== undefined)
    refuse(
      'CS124',
      `max_pool1d() stride must be greater than zero, but got ${display(strides)}`,
      'The window must move on.',
    );
  if (windows.some((w) => isZero(w.stride))) refuse('CS124', 'stride should not be zero', 'The window must move on.');
  for (const { kernel, padding, dilation } of windows) {
    const half = floorDiv(single || n === 3 ? kernel : extent(kernel, dilation), 2);
    if (less(padding, 0) === 'yes') {
      refuse(
        'CS124',
        single
          ? `max_pool1d() padding must be non-negative, but got ${display(padding)}`
          : `pad must be non-negative, but got pad: ${display(padding)}`,
        'A pool cannot crop.',
      );
    }
    if (lessEqual(padding, half) === 'no') {
      refuse(
        'CS110',
        single
          ? `max_pool1d() padding should be at most half of kernel size, but got padding=${display(padding)} and kernel_size=${display(kernel)}`
          : `pad should be at most half of effective kernel size, but got pad=${display(padding)}, kernel_size=${display(kernel)} and dilation=${display(dilation)}`,
        'A window that lay in the padding alone would have nothing to pool.',
        typeof half === 'number' ? { kind: 'set-argument', argument: 'padding', value: half } : undefined,
      );
    }
  }
  if (kernels !== undefined)
    refuse(
      'CS124',
      `kernel size should be greater than zero, but got ${list('k', (w) => w.kernel)}`,
      'A window needs at least one element.',
    );
  if (strides !== undefined)
    refuse(
      'CS124',
      `stride should be greater than zero, but got ${list('d', (w) => w.stride)}`,
      'The window must move on.',
    );
  const dilations = below(
    windows.map((w) => w.dilation),
    1,
  );
  if (dilations !== undefined) {
    refuse(
      'CS124',
      single
        ? `max_pool1d() dilation must be greater than zero, but got ${display(dilations)}`
        : `dilation should be greater than zero, but got ${list('dilation', (w) => w.dilation)}`,
      'A dilation of 1 is the ordinary, dense window.',
    );
  }
}

function checkEmpty(c: OpContext, kind: Kind, n: number, shape: readonly Dim[]): void {
  const own = shape.length === n + 2 ? shape.slice(1) : shape;
  const empty = own.findIndex(isZero);
  if (empty < 0) return;
  const flat = n === 1 && kind !== 'max' ? [...shape.slice(0, -1), 1, ...shape.slice(-1)] : shape;
  const message =
    n === 3
      ? `${kind === 'max' ? 'max_pool3d_with_indices_out_cpu_template' : 'avg_pool3d'}(): Expected input's non-batch dimensions to have positive length, but input has a shape of ${sizes(shape)} and non-batch dimension 0 has length zero!`
      : `${n === 1 && kind === 'max' ? 'max_pool1d: ' : ''}${optionalBatch(n === 1 && kind === 'max' ? '2D or 3D' : '3D or 4D', flat)}`;
  c.refuse({ code: 'CS118', message, why: 'Only the batch may be empty.' });
}

/** The checks and the arithmetic that every pool shares. */
export function poolShape(
  a: Arguments,
  c: OpContext,
  kind: Kind,
  n: number,
): { readonly input: TensorValue; readonly shape: readonly Dim[] } {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  const windows = windowsOf(a, c, kind, n);
  const ceil = a.bool('ceil_mode');
  checkRank(c, kind, n, shape);
  checkNumbers(c, kind, windows);
  if (a.values.has('divisor_override') && !a.isNone('divisor_override') && isZero(a.int('divisor_override'))) {
    c.refuse({ code: 'CS124', message: 'divisor must be not zero', why: 'The sum of a window is divided by it.' });
  }
  checkEmpty(c, kind, n, shape);
  const space = shape.slice(-n);
  if (kind === 'avg' && n === 3) checkImage(c, space, windows);
  const out = space.map((size, i) => pooled(size, windows[i] ?? ONE, ceil));
  const channels = shape[shape.length - n - 1] ?? 1;
  const tooSmall = () => {
    const flat = n === 1 ? [1] : [];
    const direct = kind === 'max' && n === 1 && !input.requiresGrad;
    return {
      code: 'CS103',
      message: direct
        ? `max_pool1d() Invalid computed output size: ${display(out[0] ?? 0)}`
        : `Given input size: (${joined([channels, ...flat, ...space])}). Calculated output size: (${joined([channels, ...flat, ...out])}). Output size is too small`,
      why: 'The window is larger than what it should slide over.',
    };
  };
  const fits = windows.map(
    (w, i) =>
      [extent(w.kernel, w.dilation), add(add(space[i] ?? 1, mul(2, w.padding)), ceil ? sub(w.stride, 1) : 0)] as const,
  );
  if (fits.some(([need, have]) => lessEqual(need, have) === 'no')) c.refuse(tooSmall());
  for (const [need, have] of fits) c.requireAtMost(need, have, 'the window of the pool must fit', tooSmall);
  return { input, shape: [...shape.slice(0, -n), ...out] };
}

const ONE: Window = { kernel: 1, stride: 1, padding: 0, dilation: 1 };

function checkImage(c: OpContext, space: readonly Dim[], windows: readonly Window[]): void {
  const list = (letter: string, dims: readonly Dim[]): string =>
    dims.map((d, i) => `${letter}${'THW'[i]}: ${display(d)}`).join(' ');
  if (space.some((size, i) => lessEqual(windows[i]?.kernel ?? 1, size) === 'no')) {
    c.refuse({
      code: 'CS103',
      message: `input image (${list('', space)}) smaller than kernel size (${list(
        'k',
        windows.map((w) => w.kernel),
      )})`,
      why: 'avg_pool3d wants the window inside the volume even without its padding.',
    });
  }
}

function recorded(
  record: OpRecord,
  n: number,
): { readonly space: readonly Dim[]; readonly windows: readonly Window[]; readonly ceil: boolean } | undefined {
  const space = inputOf(record, 'input')?.shape?.slice(-n);
  const kernel = intsOf(record, 'kernel_size', n);
  if (!space || !kernel) return undefined;
  const stride = intsOf(record, 'stride', n) ?? kernel;
  const padding = intsOf(record, 'padding', n) ?? kernel.map(() => 0);
  const dilation = intsOf(record, 'dilation', n) ?? kernel.map(() => 1);
  const flag = record.args.get('ceil_mode');
  const ceil = (flag?.kind === 'bool' && flag.value) || (flag?.kind === 'int' && flag.value !== 0);
  return {
    space,
    ceil,
    windows: kernel.map((k, i) => ({
      kernel: k,
      stride: stride[i] ?? 1,
      padding: padding[i] ?? 0,
      dilation: dilation[i] ?? 1,
    })),
  };
}

export function explainPool(record: OpRecord, n: number): readonly string[] {
  const seen = recorded(record, n);
  const shape = record.outputs[0]?.shape;
  if (!seen || !shape) return [];
  return axisLines(
    seen.space.map((size, i) => {
      const window = seen.windows[i] ?? ONE;
      const out = shape[shape.length - n + i] ?? 0;
      const top = `${term(size)} + 2·${term(window.padding)} − ${term(window.dilation)}·(${term(window.kernel)}−1) − 1`;
      const [open, close] = seen.ceil ? ['⌈', '⌉'] : ['⌊', '⌋'];
      const rounded = seen.ceil
        ? slid(size, window, add(mul(2, window.padding), sub(window.stride, 1)))
        : convolved(size, window);
      const dropped =
        display(rounded) === display(out) ? '' : ' (less a last window that would start in the right padding)';
      return `${open}(${top})/${term(window.stride)}${close} + 1${dropped} = ${display(out)}`;
    }),
  );
}

export function reachPool(record: OpRecord, n: number): Reach | undefined {
  const windows = recorded(record, n)?.windows;
  if (!windows) return undefined;
  const all = (of: (w: Window) => Dim): readonly Dim[] => windows.map(of);
  return {
    kind: 'window',
    kernel: all((w) => w.kernel),
    stride: all((w) => w.stride),
    before: all((w) => w.padding),
    dilation: all((w) => w.dilation),
  };
}

/** The input, and indices of 8 bytes each, given back or not. */
export const keepsIndices = (record: OpRecord): Keeps =>
  record.outputs.length > 1
    ? { args: ['input'], output: [1] }
    : { args: ['input'], bytes: mul(8, product(record.outputs[0]?.shape ?? [])) };

/** The power, its mean, that mean's absolute value, sign and ReLU, and a number (torch/nn/functional.py, `lp_pool2d`). */
export const keepsPowers = (record: OpRecord): Keeps => ({
  args: ['input'],
  bytes: add(add(floats(inputOf(record, 'input')?.shape), mul(4, floats(record.outputs[0]?.shape))), 8),
});
