/** From one op of the graph to the layer that the arithmetic view draws. */
import type { Argument, OpNode, TensorType } from '../../graph';
import { type Dim, display, evaluate, variablesOf } from '../../symbolic';
import type {
  AdaptiveLayer,
  ArithmeticLayer,
  Channels,
  NormKind,
  ReadLayer,
  ResizeMode,
  WindowAxis,
  WindowKind,
} from './layer';

/** Sizes that are not known are drawn with this value of their symbols. */
const EXAMPLE = 32;

const F = 'torch.nn.functional.';

/** undefined: an op that has no picture of its arithmetic, or one whose numbers are not known. */
export function arithmeticOf(node: OpNode): ReadLayer | undefined {
  const assumed = new Set<string>();
  const layer = layerOf(node, new Numbers(assumed));
  return layer && { layer, assumed: [...assumed] };
}

function layerOf(node: OpNode, numbers: Numbers): ArithmeticLayer | undefined {
  if (!node.op.startsWith(F)) return undefined;
  const name = node.op.slice(F.length);
  const window = /^(conv_transpose|conv|max_pool|avg_pool|lp_pool)([123])d(_with_indices)?$/.exec(name);
  if (window) return windowLayer(node, numbers, WINDOWS[window[1] ?? ''], Number(window[2]));
  const adaptive = /^adaptive_(max|avg)_pool([123])d(_with_indices)?$/.exec(name);
  if (adaptive) return adaptiveLayer(node, numbers, adaptive[1] === 'max' ? 'max' : 'average', Number(adaptive[2]));
  if (name === 'interpolate' || name.startsWith('upsample')) return resizeLayer(node, numbers, name);
  const norm = NORMS[name];
  return norm === undefined ? undefined : normLayer(node, numbers, norm);
}

const WINDOWS: Readonly<Record<string, WindowKind>> = {
  conv: 'conv',
  conv_transpose: 'transposed',
  max_pool: 'max',
  avg_pool: 'average',
  lp_pool: 'power',
};

const NORMS: Readonly<Record<string, NormKind>> = {
  batch_norm: 'batch',
  instance_norm: 'instance',
  layer_norm: 'layer',
  rms_norm: 'layer',
  group_norm: 'group',
  local_response_norm: 'local',
};

/** Sizes as numbers; what was put in place of symbols is noted. */
class Numbers {
  private readonly assumed: Set<string>;

  constructor(assumed: Set<string>) {
    this.assumed = assumed;
  }

  of(size: Dim): number {
    if (typeof size === 'number') return size;
    const names = variablesOf(size).map(({ name }) => name);
    const value = evaluate(size, new Map(names.map((name) => [name, name === 'B' ? 1 : EXAMPLE]))) ?? EXAMPLE;
    this.assumed.add(`${display(size)} is not known; drawn as ${value}`);
    return value;
  }

  all(sizes: readonly Dim[]): number[] {
    return sizes.map((size) => this.of(size));
  }
}

const inputOf = (node: OpNode, name: string): TensorType | undefined => {
  const argument = node.args.get(name);
  return argument?.kind === 'tensor' ? node.inputs[argument.input] : undefined;
};

/** One number for all axes or one for each; undefined where they are not numbers. */
function numbersOf(argument: Argument | undefined, n: number, numbers: Numbers): readonly number[] | undefined {
  if (argument?.kind === 'int') return new Array<number>(n).fill(numbers.of(argument.value));
  if (argument?.kind !== 'list') return undefined;
  const items = argument.items.flatMap((item) => (item.kind === 'int' ? [numbers.of(item.value)] : []));
  if (items.length !== argument.items.length) return undefined;
  if (items.length === 1) return new Array<number>(n).fill(items[0] ?? 0);
  return items.length === n ? items : undefined;
}

function windowLayer(
  node: OpNode,
  numbers: Numbers,
  kind: WindowKind | undefined,
  n: number,
): ArithmeticLayer | undefined {
  const input = inputOf(node, 'input')?.shape;
  const weight = inputOf(node, 'weight')?.shape;
  if (kind === undefined || !input || input.length < n + 1) return undefined;
  const isConvolution = kind === 'conv' || kind === 'transposed';
  if (isConvolution && weight?.length !== n + 2) return undefined;
  const kernel = isConvolution
    ? numbers.all((weight ?? []).slice(2))
    : numbersOf(node.args.get('kernel_size'), n, numbers);
  if (!kernel) return undefined;
  const read = (name: string, otherwise: number): readonly number[] | undefined => {
    const argument = node.args.get(name);
    return argument === undefined ? new Array<number>(n).fill(otherwise) : numbersOf(argument, n, numbers);
  };
  const given = node.args.get('stride');
  const isKernel = !isConvolution && (!given || given.kind === 'none' || isEmpty(given));
  const stride = isKernel ? kernel : read('stride', 1);
  const dilation = read('dilation', 1);
  const outputPadding = read('output_padding', 0);
  if (!stride || !dilation || !outputPadding) return undefined;
  const padding = paddingOf(node.args.get('padding'), kernel, dilation, numbers);
  if (!padding) return undefined;
  const ceil = node.args.get('ceil_mode');
  const sizes = numbers.all(input.slice(-n));
  const axes = sizes.map(
    (size, i): WindowAxis => ({
      input: size,
      kernel: kernel[i] ?? 1,
      stride: stride[i] ?? 1,
      before: padding[i]?.[0] ?? 0,
      after: padding[i]?.[1] ?? 0,
      dilation: dilation[i] ?? 1,
      outputPadding: outputPadding[i] ?? 0,
      ceil: ceil?.kind === 'bool' && ceil.value,
    }),
  );
  return { kind, axes, channels: channelsOf(node, numbers, n) };
}

const isEmpty = (argument: Argument): boolean => argument.kind === 'list' && argument.items.length === 0;

/** padding='same' puts the smaller half before. */
function paddingOf(
  argument: Argument | undefined,
  kernel: readonly number[],
  dilation: readonly number[],
  numbers: Numbers,
): readonly (readonly [number, number])[] | undefined {
  if (argument?.kind === 'str') {
    return kernel.map((k, i) => {
      const total = argument.value === 'same' ? (dilation[i] ?? 1) * (k - 1) : 0;
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
  if (argument === undefined) return kernel.map(() => [0, 0]);
  return numbersOf(argument, kernel.length, numbers)?.map((p) => [p, p]);
}

function channelsOf(node: OpNode, numbers: Numbers, n: number): Channels {
  const input = inputOf(node, 'input')?.shape ?? [];
  const output = node.outputs[0]?.shape ?? [];
  const groups = node.args.get('groups');
  return {
    input: numbers.of(input.at(-n - 1) ?? 1),
    output: numbers.of(output.at(-n - 1) ?? 1),
    groups: groups?.kind === 'int' ? numbers.of(groups.value) : 1,
  };
}

function adaptiveLayer(
  node: OpNode,
  numbers: Numbers,
  pool: AdaptiveLayer['pool'],
  n: number,
): ArithmeticLayer | undefined {
  const sizes = sizesOf(node, numbers, n);
  return sizes && { kind: 'adaptive', pool, axes: sizes, channels: channelsOf(node, numbers, n) };
}

/** Sizes before and after, axis by axis. */
function sizesOf(node: OpNode, numbers: Numbers, n: number): { input: number; output: number }[] | undefined {
  const input = inputOf(node, 'input')?.shape;
  const output = node.outputs[0]?.shape;
  if (!input || !output || input.length < n + 1 || output.length < n + 1) return undefined;
  const after = numbers.all(output.slice(-n));
  return numbers.all(input.slice(-n)).map((size, i) => ({ input: size, output: after[i] ?? 1 }));
}

const MODES: Readonly<Record<string, ResizeMode>> = {
  nearest: 'nearest',
  'nearest-exact': 'nearest-exact',
  linear: 'linear',
  bilinear: 'linear',
  trilinear: 'linear',
  bicubic: 'cubic',
  area: 'area',
};

function resizeLayer(node: OpNode, numbers: Numbers, name: string): ArithmeticLayer | undefined {
  const n = (inputOf(node, 'input')?.shape?.length ?? 2) - 2;
  const sizes = n < 1 ? undefined : sizesOf(node, numbers, n);
  const given = node.args.get('mode');
  const named = given?.kind === 'str' ? given.value : name.startsWith('upsample_') ? name.slice(9) : 'nearest';
  const mode = MODES[named];
  if (!sizes || !mode || n > 3) return undefined;
  const corners = node.args.get('align_corners');
  const alignCorners = named === 'bilinear' && name === 'upsample_bilinear' ? true : isTrue(corners);
  const recomputed = isTrue(node.args.get('recompute_scale_factor'));
  const factors = recomputed ? undefined : factorsOf(node.args.get('scale_factor'), n);
  const axes = sizes.map(({ input, output }, i) => {
    const factor = factors?.[i];
    return { input, output, step: factor === undefined ? input / output : 1 / factor };
  });
  return { kind: 'resize', mode, alignCorners, axes, channels: channelsOf(node, numbers, n) };
}

const isTrue = (argument: Argument | undefined): boolean => argument?.kind === 'bool' && argument.value;

function factorsOf(argument: Argument | undefined, n: number): readonly number[] | undefined {
  const items = argument?.kind === 'list' ? argument.items : argument ? [argument] : [];
  const values = items.flatMap((item) =>
    (item.kind === 'float' || item.kind === 'int') && typeof item.value === 'number' ? [item.value] : [],
  );
  const [only] = values;
  if (only === undefined || values.length !== items.length) return undefined;
  return values.length === n ? values : new Array<number>(n).fill(only);
}

function normLayer(node: OpNode, numbers: Numbers, norm: NormKind): ArithmeticLayer | undefined {
  const shape = inputOf(node, 'input')?.shape;
  if (!shape) return undefined;
  const normalized = node.args.get('normalized_shape');
  const groups = node.args.get('num_groups');
  return {
    kind: 'norm',
    norm,
    shape: numbers.all(shape),
    lastAxes: normalized?.kind === 'list' ? normalized.items.length : 1,
    groups: groups?.kind === 'int' ? numbers.of(groups.value) : 1,
  };
}
