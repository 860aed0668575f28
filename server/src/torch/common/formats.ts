/** Memory formats: which results come out channels last (c10/core/MemoryFormat.h). */
import type { TensorValue } from '../../python';
import { type Dim, equal, less, mul } from '../../symbolic';
import { isContiguous } from '../tensor';

export type Format = 'contiguous' | 'channels_last';

const ORDERS: Readonly<Record<number, readonly number[]>> = { 4: [1, 3, 2, 0], 5: [1, 4, 3, 2, 0] };

/** `suggest_memory_format`; undefined: not decided. */
export function suggestedFormat(x: TensorValue): Format | undefined {
  const { shape, strides } = x;
  if (!shape || !strides) return undefined;
  const order = ORDERS[shape.length];
  if (!order) return 'contiguous';
  const like = likeChannelsLast(shape, strides, order);
  return like === undefined ? undefined : like ? 'channels_last' : 'contiguous';
}

function likeChannelsLast(
  shape: readonly Dim[],
  strides: readonly Dim[],
  order: readonly number[],
): boolean | undefined {
  let least: Dim = 0;
  if (strides[1] === 0) return false;
  for (const axis of order) {
    const [size, stride] = [shape[axis] ?? 1, strides[axis] ?? 1];
    if (size === 0) return false;
    const below = less(stride, least);
    if (below === 'yes') return false;
    if (below === 'maybe') return undefined;
    if (axis === 0 && equal(least, strides[1] ?? 1) === 'yes') return false;
    least = size === 1 ? stride : mul(stride, size);
  }
  return true;
}

/** Dense strides with the channels innermost. */
export function channelsLastStrides(shape: readonly Dim[]): Dim[] {
  const strides = new Array<Dim>(shape.length).fill(1);
  let next: Dim = 1;
  for (const axis of ORDERS[shape.length] ?? shape.map((_, i) => shape.length - 1 - i)) {
    strides[axis] = next;
    next = mul(next, shape[axis] ?? 1);
  }
  return strides;
}

/** Layout of what is made from several tensors: channels last only where all of them are. */
export function joinedStrides(
  inputs: readonly TensorValue[],
  shape: readonly Dim[],
): { strides?: readonly Dim[] | null } {
  if (inputs.every((x) => isContiguous(x) === true)) return {};
  const formats = inputs.map(suggestedFormat);
  if (formats.includes('contiguous')) return {};
  if (formats.includes(undefined)) return { strides: null };
  return { strides: channelsLastStrides(shape) };
}
