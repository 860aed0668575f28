/** What autograd keeps, where several families of ops share a rule. */
import { add, type Dim, equal, mul, product } from '../../symbolic';
import { inputOf } from '../context';
import type { Keeps } from '../declare';
import { isContiguous } from '../tensor';
import type { OpRecord, TensorInfo } from '../trace';
import { channelsLastStrides } from './formats';
import { viewStrides } from './views';

export const NOTHING_KEPT = (): Keeps => ({});

/** Of float32; the dtypes that models train in are. */
export const floats = (shape: readonly Dim[] | undefined): Dim => mul(4, product(shape ?? [0]));
export const needsGrad = (record: OpRecord, name: string): boolean => inputOf(record, name)?.requiresGrad === true;

/** A Python number is kept as a tensor of its own: a double, a whole number or a bool. */
export function scalarBytes(record: OpRecord, name: string): number {
  const kind = record.args.get(name)?.kind;
  return kind === 'int' || kind === 'float' ? 8 : kind === 'bool' ? 1 : 0;
}

/** Several rules at once. */
export function together(...rules: readonly Keeps[]): Keeps {
  const outputs = rules.map((rule) => rule.output ?? false);
  return {
    inputs: rules.flatMap((rule) => rule.inputs ?? []),
    args: rules.flatMap((rule) => rule.args ?? []),
    output: outputs.includes(true) || outputs.flatMap((output) => (typeof output === 'boolean' ? [] : output)),
    bytes: rules.reduce<Dim>((sum, rule) => add(sum, rule.bytes ?? 0), 0),
    atLeast: rules.some((rule) => rule.atLeast),
  };
}

/** The operand itself, or the copy that giving it this shape takes. */
export function keepsReshaped(itself: Keeps, operand: Laid, shape: readonly Dim[]): Keeps {
  const strides = viewStrides(operand, shape);
  if (strides === undefined) return { ...itself, atLeast: true };
  return strides === 'no' ? { bytes: floats(shape) } : itself;
}

/** The tensor itself, or the copy that makes it contiguous. */
export function keepsContiguous(record: OpRecord, name: string): Keeps {
  const tensor = inputOf(record, name);
  if (!tensor) return {};
  const contiguous = isContiguous(tensor);
  if (contiguous === undefined) return { args: [name], atLeast: true };
  return contiguous ? { args: [name] } : { bytes: floats(tensor.shape) };
}

/** As above, but an image whose channels come last is left so. */
export function keepsLaidOut(record: OpRecord, name: string): Keeps {
  const tensor = inputOf(record, name);
  const lasts = tensor?.shape?.length === 4 ? channelsLastStrides(tensor.shape) : undefined;
  const isLast = lasts?.every((stride, i) => equal(stride, tensor?.strides?.[i] ?? 0) === 'yes');
  return isLast ? { args: [name] } : keepsContiguous(record, name);
}

export type Laid = Pick<TensorInfo, 'shape' | 'strides'>;
