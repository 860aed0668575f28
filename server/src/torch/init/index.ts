/**
 * `torch.nn.init`: it changes numbers, not sizes, so every function gives its tensor back and leaves no
 * node in the graph (torch/nn/init.py).
 */
import {
  type Arguments,
  float,
  type Interpreter,
  int,
  type NativeFunction,
  native,
  type TensorValue,
  tuple,
  type Value,
} from '../../python';
import { type Dim, product } from '../../symbolic';
import { isTensor, shapeOf } from '../tensor';
import { traceOf } from '../trace';
import { lawOf } from './laws';

const FILLS: Readonly<Record<string, string>> = {
  uniform_: '(tensor, a=0.0, b=1.0, generator=None)',
  normal_: '(tensor, mean=0.0, std=1.0, generator=None)',
  trunc_normal_: '(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None)',
  constant_: '(tensor, val)',
  ones_: '(tensor)',
  zeros_: '(tensor)',
  eye_: '(tensor)',
  dirac_: '(tensor, groups=1)',
  xavier_uniform_: '(tensor, gain=1.0, generator=None)',
  xavier_normal_: '(tensor, gain=1.0, generator=None)',
  kaiming_uniform_: "(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)",
  kaiming_normal_: "(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)",
  orthogonal_: '(tensor, gain=1, generator=None)',
  sparse_: '(tensor, sparsity, std=0.01, generator=None)',
};

/** Names without the underscore are deprecated, and do the same. */
const DEPRECATED = [
  'uniform',
  'normal',
  'constant',
  'eye',
  'dirac',
  'xavier_uniform',
  'xavier_normal',
  'kaiming_uniform',
  'kaiming_normal',
  'orthogonal',
  'sparse',
];

const fill = (name: string, signature: string): NativeFunction =>
  native(
    name,
    signature,
    (a, interpreter) => {
      const tensor = a.raw('tensor');
      if (isTensor(tensor) && tensor.values) {
        interpreter.touch(tensor);
        tensor.values = undefined;
      }
      if (isTensor(tensor) && tensor.shape) note(name, tensor, tensor.shape, a, interpreter);
      return tensor;
    },
    { binds: false },
  );

function note(name: string, tensor: TensorValue, shape: readonly Dim[], a: Arguments, interpreter: Interpreter): void {
  traceOf(interpreter).fill?.({
    storage: tensor.storage.id,
    shape,
    law: lawOf(name, shape, (key) => a.values.get(key)),
  });
}

/** Gains that PyTorch recommends per non-linearity; 1 for the linear ones and the sigmoid. */
const GAINS: Readonly<Record<string, number>> = { tanh: 5 / 3, relu: Math.SQRT2, selu: 0.75 };

function gain(a: Arguments): Value {
  const name = a.str('nonlinearity');
  if (name !== 'leaky_relu') return GAINS[name] === undefined ? int(1) : float(GAINS[name]);
  const slope = a.isNone('param') ? 0.01 : a.float('param');
  return float(slope === undefined ? undefined : Math.sqrt(2 / (1 + slope ** 2)));
}

function fans(tensor: TensorValue, interpreter: Interpreter): readonly [Dim, Dim] {
  const shape = shapeOf(tensor);
  const [out, into, ...field] = shape;
  if (out === undefined || into === undefined) {
    return interpreter.raise(
      'ValueError',
      'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions',
    );
  }
  const size = product(field);
  return [product([into, size]), product([out, size])];
}

const fanNatives: readonly NativeFunction[] = [
  native('calculate_gain', '(nonlinearity, param=None)', gain, { binds: false }),
  native(
    '_calculate_fan_in_and_fan_out',
    '(tensor)',
    (a, interpreter) => {
      const tensor = a.value('tensor');
      return isTensor(tensor) ? tuple(fans(tensor, interpreter).map(int)) : a.wrongType('tensor', 'Tensor');
    },
    { binds: false },
  ),
  native(
    '_calculate_correct_fan',
    '(tensor, mode)',
    (a, interpreter) => {
      const tensor = a.value('tensor');
      if (!isTensor(tensor)) return a.wrongType('tensor', 'Tensor');
      const mode = a.str('mode').toLowerCase();
      if (mode !== 'fan_in' && mode !== 'fan_out') {
        return interpreter.raise('ValueError', `Mode ${mode} not supported, please use one of ['fan_in', 'fan_out']`);
      }
      return int(fans(tensor, interpreter)[mode === 'fan_in' ? 0 : 1]);
    },
    { binds: false },
  ),
];

export const initFunctions: ReadonlyMap<string, Value> = new Map([
  ...Object.entries(FILLS).map(([name, signature]) => [name, fill(name, signature)] as const),
  ...DEPRECATED.map((name) => [name, fill(name, FILLS[`${name}_`] ?? '(tensor)')] as const),
  ...[
    '_no_grad_uniform_',
    '_no_grad_normal_',
    '_no_grad_trunc_normal_',
    '_no_grad_fill_',
    '_no_grad_zero_',
    '_trunc_normal_',
  ].map((name) => [name, fill(name, '(tensor, *args, **kwargs)')] as const),
  ...fanNatives.map((fn) => [fn.name, fn] as const),
]);
