/** Packed sequences (torch/nn/utils/rnn.py): which rows are padding depends on data, their number does too. */
import {
  type ClassValue,
  defineClass,
  type InstanceValue,
  type Interpreter,
  int,
  type NativeFunction,
  NONE,
  native,
  toInts,
  tuple,
  type Value,
} from '../../python';
import type { Dim } from '../../symbolic';
import { dataSize } from '../common/symbols';
import { isTensor, makeTensor, shapeOf } from '../tensor';

export const PACKED_CLASS: ClassValue = defineClass('PackedSequence', [], [], {
  module: 'torch.nn.utils.rnn',
  native: 'torch.nn.utils.rnn.PackedSequence',
});

const BATCH = '<batch>';
const LENGTH = '<length>';

export interface Packed {
  /** All steps that are no padding, times features. */
  readonly shape: readonly Dim[];
  readonly batch: Dim;
  readonly length: Dim;
  readonly value: InstanceValue;
}

export function packedOf(value: Value): Packed | undefined {
  if (value.kind !== 'instance' || value.cls !== PACKED_CLASS) return undefined;
  const data = value.attrs.get('data');
  const batch = value.attrs.get(BATCH);
  const length = value.attrs.get(LENGTH);
  if (!data || !isTensor(data) || batch?.kind !== 'int' || length?.kind !== 'int') return undefined;
  return { shape: shapeOf(data), batch: batch.value, length: length.value, value };
}

export function packed(data: Value, batch: Dim, length: Dim): InstanceValue {
  return {
    kind: 'instance',
    cls: PACKED_CLASS,
    attrs: new Map<string, Value>([
      ['data', data],
      ['batch_sizes', makeTensor([length], { dtype: 'int64' })],
      ['sorted_indices', NONE],
      ['unsorted_indices', NONE],
      [BATCH, int(batch)],
      [LENGTH, int(length)],
    ]),
  };
}

/** The longest of known lengths. */
function longest(lengths: Value, interpreter: Interpreter): number | undefined {
  const known = isTensor(lengths)
    ? lengths.values
    : lengths.kind === 'unknown'
      ? undefined
      : toInts(lengths, interpreter);
  const numbers = known?.every((n) => typeof n === 'number') ? known : undefined;
  return numbers && numbers.length > 0 ? Math.max(...numbers) : undefined;
}

function total(lengths: Value, interpreter: Interpreter): number | undefined {
  const known = isTensor(lengths)
    ? lengths.values
    : lengths.kind === 'unknown'
      ? undefined
      : toInts(lengths, interpreter);
  return known?.every((n) => typeof n === 'number') ? known.reduce((sum, n) => sum + n, 0) : undefined;
}

const pack: NativeFunction = native(
  'pack_padded_sequence',
  '(input, lengths, batch_first=False, enforce_sorted=True)',
  (a, interpreter) => {
    const input = a.value('input');
    if (!isTensor(input)) return a.wrongType('input', 'Tensor');
    const [first = 1, second = 1, ...features] = shapeOf(input);
    const [length, batch] = a.bool('batch_first') ? [second, first] : [first, second];
    const steps = total(a.raw('lengths'), interpreter) ?? dataSize(interpreter, Number.POSITIVE_INFINITY);
    const data = makeTensor([steps, ...features], { dtype: input.dtype, requiresGrad: input.requiresGrad });
    data.producer = input.producer;
    return packed(data, batch, longest(a.raw('lengths'), interpreter) ?? dataSize(interpreter, length));
  },
  { binds: false },
);

const unpack: NativeFunction = native(
  'pad_packed_sequence',
  '(sequence, batch_first=False, padding_value=0.0, total_length=None)',
  (a, interpreter) => {
    const sequence = packedOf(a.value('sequence'));
    if (!sequence) return interpreter.unknown('missing', 'this packed sequence is not known');
    const length = a.optionalInt('total_length') ?? sequence.length;
    const features = sequence.shape.slice(1);
    const data = sequence.value.attrs.get('data');
    const shape = a.bool('batch_first') ? [sequence.batch, length, ...features] : [length, sequence.batch, ...features];
    const padded = makeTensor(shape, {
      dtype: data && isTensor(data) ? data.dtype : undefined,
      requiresGrad: data !== undefined && isTensor(data) && data.requiresGrad,
    });
    if (data && isTensor(data)) padded.producer = data.producer;
    return tuple([padded, makeTensor([sequence.batch], { dtype: 'int64' })]);
  },
  { binds: false },
);

export const rnnUtils: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['PackedSequence', PACKED_CLASS],
  ['pack_padded_sequence', pack],
  ['pad_packed_sequence', unpack],
]);
