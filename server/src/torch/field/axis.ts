/**
 * What one position along an axis reads of the model's input: exactly which indices, so that strides, transposed
 * windows and resizing come out as they are (Araujo, Norris and Sim 2019 give the recurrences for windows alone:
 * https://distill.pub/2019/computing-receptive-fields/).
 */

/** Both ends included; undefined: it reads nothing. */
type Interval = readonly [low: number, high: number] | undefined;

export type AxisField =
  | {
      readonly kind: 'span';
      /** Of the input, for an index; as if neither had borders. */
      readonly at: (index: number) => Interval;
      /** How far apart the input positions of neighbours are. */
      readonly stride: number;
    }
  /** The whole axis; `flat`: the same for every position, as after global pooling. */
  | { readonly kind: 'all'; readonly flat: boolean }
  | { readonly kind: 'unknown' };

export const UNKNOWN_AXIS: AxisField = { kind: 'unknown' };
export const FLAT: AxisField = { kind: 'all', flat: true };
export const WHOLE: AxisField = { kind: 'all', flat: false };
export const START: AxisField = { kind: 'span', at: (index) => [index, index], stride: 1 };

/** Which indices of its input one index of a result reads. */
export type Sources = (index: number) => readonly number[];

/** `times`: how much further apart neighbours are. */
export function through(axis: AxisField, sources: Sources, times: number): AxisField {
  if (axis.kind !== 'span') return axis;
  const at = remembered((index) => hull(sources(index).map(axis.at)));
  return { kind: 'span', at, stride: axis.stride * times };
}

/** A size of 1 that is broadcast: every place reads the one there is. */
export function pinned(axis: AxisField): AxisField {
  return axis.kind === 'span' ? { ...axis, at: () => axis.at(0) } : axis;
}

/** Several ways: whatever one of them reads. The whole is the whole, whatever is not known beside it. */
export function joined(fields: readonly AxisField[]): AxisField {
  const [only, ...more] = fields;
  if (only && more.length === 0) return only;
  const all = fields.filter((field) => field.kind === 'all');
  if (all.length > 0) return all.every((field) => field.flat) && all.length === fields.length ? FLAT : WHOLE;
  const spans = fields.flatMap((field) => (field.kind === 'span' ? [field] : []));
  if (spans.length < fields.length || spans.length === 0) return UNKNOWN_AXIS;
  return {
    kind: 'span',
    at: remembered((index) => hull(spans.map((span) => span.at(index)))),
    stride: Math.max(...spans.map((span) => span.stride)),
  };
}

/** Input positions that the middle of `length` reads, or any position where the length is not a number. */
export function extent(axis: AxisField, length: number | undefined): number | 'all' | undefined {
  if (axis.kind !== 'span') return axis.kind === 'all' ? 'all' : undefined;
  const places = length === undefined ? ANYWHERE : [Math.floor(length / 2)];
  try {
    const sizes = new Set(places.map((place) => width(axis.at(place))));
    const [size] = sizes;
    return sizes.size === 1 ? size : undefined;
  } catch (signal) {
    if (signal instanceof TooMany) return undefined;
    throw signal;
  }
}

/** More places along one axis than are followed: the field is then not known. */
class TooMany {}
const MOST_PLACES = 8192;

const ANYWHERE = Array.from({ length: 16 }, (_, i) => 4096 + i);
const width = (interval: Interval): number | undefined => interval && interval[1] - interval[0] + 1;

function hull(intervals: readonly Interval[]): Interval {
  let found: Interval;
  for (const next of intervals) {
    if (next) found = found ? [Math.min(found[0], next[0]), Math.max(found[1], next[1])] : next;
  }
  return found;
}

function remembered(make: (index: number) => Interval): (index: number) => Interval {
  const known = new Map<number, Interval>();
  return (index) => {
    if (known.has(index)) return known.get(index);
    if (known.size >= MOST_PLACES) throw new TooMany();
    const made = make(index);
    known.set(index, made);
    return made;
  };
}
