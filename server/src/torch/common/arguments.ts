/** Reading what PyTorch's argument parser accepts: tensors, dims, sizes given as `*sizes` or as one tuple. */
import { type Arguments, NotKnown, type TensorValue, toInt, toInts, type Value } from '../../python';
import type { Dim } from '../../symbolic';
import type { OpContext } from '../declare';
import { isTensor } from '../tensor';

export function tensor(a: Arguments, name: string): TensorValue {
  const value = a.value(name);
  if (isTensor(value)) return value;
  // An object may stand for a tensor (`__torch_function__`); of numbers, lists and None it is known that they do not.
  if (value.kind === 'instance') {
    throw new NotKnown(
      a.interpreter.unknown('missing', `${name} of ${a.name} is an object that is not a plain tensor`),
    );
  }
  return a.wrongType(name, 'Tensor');
}

export function optionalTensor(a: Arguments, name: string): TensorValue | undefined {
  return a.isNone(name) ? undefined : tensor(a, name);
}

/** A list or tuple of tensors, all of them known. A tensor iterates over its first axis. */
export function tensors(a: Arguments, name: string): readonly TensorValue[] {
  return tensorList(a.value(name), a, name);
}

/** `f(x, y)` or `f([x, y])`. */
export function variadicTensors(a: Arguments, name: string): readonly TensorValue[] {
  const [first, second] = a.extra;
  if (first !== undefined && second === undefined && (first.kind === 'list' || first.kind === 'tuple')) {
    return tensorList(first, a, name);
  }
  return a.extra.map((value) => oneTensor(value, a, name));
}

function tensorList(value: Value, a: Arguments, name: string): readonly TensorValue[] {
  const { items, rest } = a.interpreter.iterate(value);
  if (rest) throw new NotKnown(rest);
  return items.map((item) => oneTensor(item, a, name));
}

function oneTensor(value: Value, a: Arguments, name: string): TensorValue {
  if (value.kind === 'unknown') throw new NotKnown(value);
  if (isTensor(value)) return value;
  const got = a.interpreter.typeOf(value);
  const type = got.kind === 'class' ? got.name : 'unknown';
  return a.interpreter.raise('TypeError', `expected Tensor as element of argument '${name}', but got ${type}`);
}

/** The axis that `dim` means in a tensor of this rank; scalars have one axis for this purpose. */
export function axis(dim: Dim, rank: number, c: OpContext): number {
  if (typeof dim !== 'number') return c.unknown('undecided', 'the axis is not a known number');
  const span = Math.max(rank, 1);
  if (dim < -span || dim >= span) {
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: `Dimension out of range (expected to be in range of [${-span}, ${span - 1}], but got ${dim})`,
      why: rank === 0 ? 'The tensor has no axes.' : `The tensor has only ${rank} ${rank === 1 ? 'axis' : 'axes'}.`,
    });
  }
  return dim < 0 ? dim + span : dim;
}

export function axisOf(a: Arguments, name: string, rank: number, c: OpContext): number {
  return axis(a.int(name), rank, c);
}

/** An int, a tuple of ints or None (undefined); in the order given, each within range, none twice. */
export function axesOf(a: Arguments, name: string, rank: number, c: OpContext): readonly number[] | undefined {
  if (a.isNone(name)) return undefined;
  const dims = a.ints(name) ?? [a.int(name)];
  const axes = dims.map((dim) => axis(dim, rank, c));
  const twice = axes.find((dim, i) => axes.indexOf(dim) !== i);
  if (twice !== undefined) {
    c.refuse({
      code: 'CS121',
      message: `dim ${twice} appears multiple times in the list of dims`,
      why: 'Each axis can be named once.',
    });
  }
  return axes;
}

/** Sizes as `f(2, 3)`, `f((2, 3))` or by one of these keywords. */
export function sizes(a: Arguments, ...keywords: readonly string[]): readonly Dim[] {
  const [only, another] = a.extra;
  if (only !== undefined && another === undefined) return sizeList(only, a) ?? [size(only, 0, a)];
  if (only !== undefined) return a.extra.map((value, i) => size(value, i, a));
  for (const name of keywords) {
    const value = a.extraKeywords.get(name) ?? a.values.get(name);
    if (value !== undefined && value.kind !== 'none') return sizeList(value, a) ?? [size(value, 0, a)];
  }
  return a.interpreter.raise(
    'TypeError',
    `${a.name}() missing 1 required positional arguments: "${keywords[0] ?? 'size'}"`,
  );
}

/** undefined: not a list at all. */
export function sizeList(value: Value, a: Arguments): readonly Dim[] | undefined {
  if (value.kind === 'tensor' && value.shape?.length === 1 && value.values) return value.values;
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'range') return undefined;
  return toInts(value, a.interpreter) ?? a.interpreter.iterate(value).items.map((item, i) => size(item, i, a));
}

function size(value: Value, position: number, a: Arguments): Dim {
  if (value.kind === 'unknown') throw new NotKnown(value);
  const dim = toInt(value);
  if (dim !== undefined) return dim;
  if (value.kind === 'tensor')
    throw new NotKnown(a.interpreter.unknown('data', 'a size is read from the numbers of a tensor', 'int'));
  const got = a.interpreter.typeOf(value);
  const type = got.kind === 'class' ? got.name : 'unknown';
  const message = `${a.name}(): argument 'size' must be tuple of ints, but found element of type ${type} at pos ${position}`;
  if (value.kind !== 'float') return a.interpreter.raise('TypeError', message);
  const why = 'A size is a whole number; // divides without making a float.';
  throw new NotKnown(a.interpreter.refuse({ code: 'CS122', message, why }, 'TypeError'));
}
