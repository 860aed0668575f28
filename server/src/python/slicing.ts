/** Indices and slices of sequences whose length is a plain number or a symbol. */
import { add, ceilDiv, type Dim, less, max, min, sub } from '../symbolic';
import { toInt } from './native';
import type { SliceValue, UnknownValue, Value } from './values';

/** A slice's bounds, resolved against a plain length. */
export interface Stretch {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** `slice.indices(length)`; Unknown where a bound is not a known number, 'zero' for a step of zero. */
export function stretchOf(slice: SliceValue, length: number): Stretch | UnknownValue | 'zero' | 'wrong' {
  const step = boundOf(slice.step);
  const lower = boundOf(slice.lower);
  const upper = boundOf(slice.upper);
  for (const bound of [step, lower, upper]) if (typeof bound === 'object' || bound === 'wrong') return bound;
  if (typeof step === 'object' || typeof lower === 'object' || typeof upper === 'object') return 'wrong';
  const by = step === undefined ? 1 : Number(step);
  if (by === 0) return 'zero';
  const [first, last] = by > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number) => Math.min(Math.max(bound < 0 ? bound + length : bound, first), last);
  return {
    start: lower === undefined ? (by > 0 ? first : last) : clamp(Number(lower)),
    stop: upper === undefined ? (by > 0 ? last : first) : clamp(Number(upper)),
    step: by,
  };
}

function boundOf(value: Value): number | undefined | UnknownValue | 'wrong' {
  if (value.kind === 'none') return undefined;
  if (value.kind === 'unknown') return value;
  const dim = toInt(value);
  if (dim === undefined) return 'wrong';
  if (typeof dim === 'number') return dim;
  return {
    kind: 'unknown',
    cause: { kind: 'undecided', reason: 'a bound of the slice is not a known number', place: undefined },
  };
}

export function take<T>(items: readonly T[], { start, stop, step }: Stretch): T[] {
  if (step === 1) return items.slice(start, Math.max(stop, start));
  const taken: T[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) taken.push(items[i]!);
  return taken;
}

export function takeText(text: string, stretch: Stretch): string {
  // Python counts characters, JavaScript counts UTF-16 units.
  return take([...text], stretch).join('');
}

/** The number of items of `range(start, stop, step)`. */
export function rangeLength(start: Dim, stop: Dim, step: Dim): Dim {
  if (typeof step !== 'number' || step === 0) return Number.NaN;
  const span = step > 0 ? ceilDiv(sub(stop, start), step) : ceilDiv(sub(start, stop), -step);
  return max(span, 0);
}

/** An index into a sequence of this length, negative ones resolved; undefined: out of range or not decided. */
export function resolveIndex(index: Dim, length: Dim): Dim | undefined {
  if (less(index, 0) === 'yes') {
    const resolved = add(index, length);
    return less(resolved, 0) === 'no' ? resolved : undefined;
  }
  return less(index, length) === 'yes' && less(index, 0) === 'no' ? index : undefined;
}

/** Smallest of two, for callers that clamp symbolic slices. */
export const clampDim = (value: Dim, low: Dim, high: Dim): Dim => min(max(value, low), high);
