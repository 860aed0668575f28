/** The laws of `torch.nn.init` (torch/nn/init.py): what each function draws from, with its numbers. */
import type { Initial } from '../../program';
import type { Value } from '../../python';
import type { Dim } from '../../symbolic';

type Read = (name: string) => Value | undefined;

/** Gains that PyTorch recommends per non-linearity; 1 for the linear ones and the sigmoid. */
function gainOf(name: string, slope: number): number {
  if (name === 'leaky_relu') return Math.sqrt(2 / (1 + slope ** 2));
  return { tanh: 5 / 3, relu: Math.SQRT2, selu: 0.75 }[name] ?? 1;
}

/** Inputs and outputs of one weight: size along axis 1 and 0, times the kernel. */
export function fansOf(shape: readonly number[]): readonly [number, number] {
  const [out = 1, into = 1, ...kernel] = shape;
  const field = kernel.reduce((n, size) => n * size, 1);
  return [into * field, out * field];
}

const symmetric = (bound: number): Initial => ({ kind: 'uniform', low: -bound, high: bound });
const normal = (std: number, mean = 0): Initial => ({ kind: 'normal', mean, std });
export const UNKNOWN = (reason: string): Initial => ({ kind: 'unknown', reason });

export function lawOf(fn: string, shape: readonly Dim[], read: Read): Initial {
  const sizes = shape.filter((size) => typeof size === 'number');
  if (sizes.length !== shape.length) return UNKNOWN('its size is not a number');
  let isKnown = true;
  const number = (name: string, otherwise: number): number => {
    const value = read(name);
    if (value === undefined) return otherwise;
    if ((value.kind === 'float' || value.kind === 'int') && typeof value.value === 'number') return value.value;
    isKnown = false;
    return otherwise;
  };
  const text = (name: string, otherwise: string): string => {
    const value = read(name);
    return value?.kind === 'str' ? value.value : otherwise;
  };
  const law = named(fn, sizes, number, text);
  return isKnown ? law : UNKNOWN(`an argument of ${fn} is not known`);
}

function named(
  fn: string,
  shape: readonly number[],
  number: (name: string, otherwise: number) => number,
  text: (name: string, otherwise: string) => string,
): Initial {
  const [into, out] = fansOf(shape);
  switch (fn.replace(/^_no_grad/, '').replace(/^_|_$/g, '')) {
    case 'uniform':
      return { kind: 'uniform', low: number('a', 0), high: number('b', 1) };
    case 'normal':
      return normal(number('std', 1), number('mean', 0));
    case 'trunc_normal':
      return {
        kind: 'truncated-normal',
        mean: number('mean', 0),
        std: number('std', 1),
        low: number('a', -2),
        high: number('b', 2),
      };
    case 'constant':
    case 'fill':
      return { kind: 'constant', value: number('val', 0) };
    case 'ones':
      return { kind: 'constant', value: 1 };
    case 'zeros':
    case 'zero':
      return { kind: 'constant', value: 0 };
    case 'eye':
      return { kind: 'eye' };
    case 'dirac':
      return { kind: 'dirac', groups: number('groups', 1) };
    case 'orthogonal':
      return { kind: 'orthogonal', gain: number('gain', 1) };
    case 'xavier_uniform':
      return symmetric(number('gain', 1) * Math.sqrt(6 / (into + out)));
    case 'xavier_normal':
      return normal(number('gain', 1) * Math.sqrt(2 / (into + out)));
    case 'kaiming_uniform':
      return symmetric(kaiming(shape, number, text) * Math.sqrt(3));
    case 'kaiming_normal':
      return normal(kaiming(shape, number, text));
    default:
      return UNKNOWN(`${fn} is not drawn here`);
  }
}

/** gain/√fan */
function kaiming(
  shape: readonly number[],
  number: (name: string, otherwise: number) => number,
  text: (name: string, otherwise: string) => string,
): number {
  const [into, out] = fansOf(shape);
  const fan = text('mode', 'fan_in').toLowerCase() === 'fan_out' ? out : into;
  return gainOf(text('nonlinearity', 'leaky_relu'), number('a', 0)) / Math.sqrt(fan);
}

/** What a layer's constructor leaves in its parameter or buffer; undefined: it is not one of the layer's own. */
export function defaultLaw(
  layer: string | undefined,
  name: string,
  shape: readonly number[],
  weightShape: readonly number[],
  setting: (name: string) => number | undefined,
): Initial | undefined {
  switch (name) {
    case 'running_mean':
    case 'num_batches_tracked':
      return { kind: 'constant', value: 0 };
    case 'running_var':
      return { kind: 'constant', value: 1 };
  }
  if (layer === undefined) return undefined;
  if (/^(Lazy)?(Conv|ConvTranspose)[123]d$/.test(layer) || /Linear$/.test(layer)) {
    if (layer === 'NonDynamicallyQuantizableLinear' && name === 'bias') return { kind: 'constant', value: 0 };
    // kaiming_uniform with a = √5, and the bias by the same fan: both 1/√fan_in.
    return name === 'weight' || name === 'bias' ? symmetric(1 / Math.sqrt(fansOf(weightShape)[0])) : undefined;
  }
  if (/Norm/.test(layer)) return name === 'weight' ? { kind: 'constant', value: 1 } : { kind: 'constant', value: 0 };
  if (layer === 'Embedding' || layer === 'EmbeddingBag') {
    const row = setting('padding_idx');
    return row === undefined
      ? normal(1)
      : { kind: 'zero-row', row: row < 0 ? row + (shape[0] ?? 0) : row, of: normal(1) };
  }
  if (layer === 'PReLU') return { kind: 'constant', value: setting('init') ?? 0.25 };
  if (layer === 'Bilinear') return symmetric(1 / Math.sqrt(weightShape[1] ?? 1));
  if (layer === 'MultiheadAttention') return attentionLaw(name, shape);
  return recurrentLaw(layer, setting);
}

function attentionLaw(name: string, shape: readonly number[]): Initial | undefined {
  const [into, out] = fansOf(shape);
  if (name.endsWith('proj_weight')) return symmetric(Math.sqrt(6 / (into + out)));
  if (name === 'in_proj_bias') return { kind: 'constant', value: 0 };
  return name.startsWith('bias_') ? normal(Math.sqrt(2 / (into + out))) : undefined;
}

function recurrentLaw(layer: string, setting: (name: string) => number | undefined): Initial | undefined {
  const hidden = setting('hidden_size');
  return /^(RNN|LSTM|GRU)(Cell)?$/.test(layer) && hidden !== undefined ? symmetric(1 / Math.sqrt(hidden)) : undefined;
}
