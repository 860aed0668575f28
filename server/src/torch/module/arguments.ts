/** Reading constructor arguments as PyTorch's layers do: sizes for torch.empty, ints spread over axes. */
import {
  type Arguments,
  type InstanceValue,
  type Interpreter,
  int,
  known,
  lookupClass,
  NotKnown,
  toInt,
  tuple,
  type Value,
} from '../../python';
import { type Dim, display, lessEqual } from '../../symbolic';
import { sizes } from '../common/text';
import type { LayerSelf, OpContext, Refusal } from '../declare';

/** `_ntuple(n)`: what iterates becomes a tuple as it is, anything else is repeated (torch/nn/modules/utils.py). */
export function ntuple(value: Value, n: number, c: OpContext): Value {
  if (value.kind === 'unknown') throw new NotKnown(value);
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'range')
    return tuple(new Array<Value>(n).fill(value));
  const { items, rest } = c.interpreter.iterate(value);
  if (rest) throw new NotKnown(rest);
  return tuple(items);
}

/** An int, or the ints of a tuple, as Dims over `n` axes; undefined where something is no int. */
export function spread(value: Value, n: number): readonly Dim[] | undefined {
  const one = toInt(value);
  if (one !== undefined) return new Array<Dim>(n).fill(one);
  if (value.kind !== 'tuple' && value.kind !== 'list') return undefined;
  const dims = value.items.map((item) => toInt(known(item)));
  return dims.every((dim) => dim !== undefined) ? dims : undefined;
}

const FLOAT_SIZE = 'A size is a whole number; / gives a float even where it comes out even, // gives an int.';

/** Floats that were reported: one is one mistake, however many layers it reaches. */
const reportedFloats = new WeakMap<Interpreter, WeakSet<FloatValue>>();

/** A float where torch.empty wants a size, in the words that fit its position there. */
function refuseFloat(value: FloatValue, c: OpContext, argument: string, position: number | 'alone'): never {
  const reported = reportedFloats.get(c.interpreter) ?? new WeakSet();
  reportedFloats.set(c.interpreter, reported);
  if (reported.has(value)) c.unknown('undecided', `${argument} is the float that was refused before`);
  const message =
    position === 'alone'
      ? "empty(): argument 'size' (position 1) must be tuple of ints, not float"
      : position === 0
        ? "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos 0"
        : `empty(): argument 'size' failed to unpack the object at pos ${position + 1} with error "type must be tuple of ints,but got float"`;
  try {
    return c.refuse({
      code: 'CS122',
      exception: 'TypeError',
      message,
      why: `${argument}: ${FLOAT_SIZE}`,
      fix: { kind: 'floor-division', argument },
    });
  } catch (signal) {
    if (signal instanceof NotKnown) reported.add(value);
    throw signal;
  }
}

/** A size of a parameter; `position` is where it stands in the parameter's shape. */
export function sizeArgument(a: Arguments, c: OpContext, name: string, position: number | 'alone'): Dim {
  return sizeOf(a.value(name), c, name, position) ?? a.int(name);
}

type FloatValue = Extract<Value, { kind: 'float' }>;

function sizeOf(
  value: Exclude<Value, { kind: 'unknown' }>,
  c: OpContext,
  name: string,
  position: number | 'alone',
): Dim | undefined {
  if (value.kind === 'float') refuseFloat(value, c, name, position);
  // A tensor or an object (a NumPy integer) may stand for an int whose number is not known.
  if (toInt(value) === undefined && (value.kind === 'tensor' || value.kind === 'instance')) {
    c.unknown('data', `${name} is read from a tensor or an object`);
  }
  return toInt(value);
}

/** The kernel sizes of an n-tuple, following `before` other sizes in the weight. */
export function kernelSizes(value: Value, c: OpContext, before: number): readonly Dim[] {
  if (value.kind !== 'tuple') return c.unknown('undecided', 'kernel_size is not known');
  return value.items.map((item, i) => sizeOf(known(item), c, 'kernel_size', before + i) ?? wrongKernel(item, c));
}

const wrongKernel = (item: Value, c: OpContext): never => {
  const type = c.interpreter.typeOf(item);
  return c.interpreter.raise(
    'TypeError',
    `empty(): argument 'size' must be tuple of ints, not ${type.kind === 'class' ? type.name : 'unknown'}`,
  );
};

/** torch.empty refuses negative sizes. */
export function requireSizes(c: OpContext, shape: readonly Dim[]): void {
  const negative = shape.find((dim) => lessEqual(dim, -1) === 'yes');
  if (negative === undefined) return;
  c.refuse({
    code: 'CS124',
    message: `Trying to create tensor with negative dimension ${display(negative)}: ${sizes(shape)}`,
    why: 'A parameter of this layer would have a negative size.',
  });
}

/** A constructor's own ValueError. */
export const constructorRefusal = (
  message: string,
  why: string,
  exception: Refusal['exception'] = 'ValueError',
): Refusal => ({ code: 'CS124', exception, message, why });

/** The instance uses its class's own method, not an override of user code. */
export const isNative = (instance: InstanceValue, name: string): boolean =>
  lookupClass(instance.cls, name)?.kind === 'native';

/** Attributes set as given. */
export function keep(self: LayerSelf, a: Arguments, ...names: readonly string[]): void {
  for (const name of names) self.set(name, a.raw(name));
}

export const ints = (dims: readonly Dim[]): Value => tuple(dims.map(int));
/** For an op's `training`: what the caller of the model decided, else `self.training`. */
export const trainingFlag = (self: LayerSelf): Value =>
  self.training === undefined ? self.get('training') : { kind: 'bool', value: self.training };
