/** Reading records for `explain`, `macs` and `keeps`. */
import { type Dim, display, product } from '../../symbolic';
import { inputOf } from '../context';
import type { OpRecord, TensorInfo } from '../trace';

/** `2×3×4`, the lecture's notation. */
export const times = (shape: readonly Dim[] | undefined): string =>
  shape === undefined ? '?' : shape.length === 0 ? 'scalar' : shape.map((d) => display(d)).join('×');

/** `2×3×4 → 2×12`. */
export const arrow = (record: OpRecord): readonly string[] => [
  `${record.inputs.map((x) => times(x.shape)).join(', ')} → ${record.outputs.map((x) => times(x.shape)).join(', ')}`,
];

/** Sizes that broadcast, side by side. */
export const broadcastLines = (record: OpRecord): readonly string[] =>
  record.inputs.length < 2
    ? arrow(record)
    : [`${record.inputs.map((x) => times(x.shape)).join(' ∘ ')} = ${times(record.outputs[0]?.shape)}`];

export const elements = (info: TensorInfo | undefined): Dim => product(info?.shape ?? [0]);

/** A factor saves the other one where it needs a gradient itself. */
export function keepsFactors(record: OpRecord, left: string, right: string): { readonly args: readonly string[] } {
  const args: string[] = [];
  if (inputOf(record, left)?.requiresGrad && inputOf(record, right)) args.push(right);
  if (inputOf(record, right)?.requiresGrad && inputOf(record, left)) args.push(left);
  return { args };
}
