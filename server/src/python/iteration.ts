/** Iteration: over what Python can walk, one item at a time. */
import type { Dim } from '../symbolic';
import { add, less, mul } from '../symbolic';
import { itemOfEither } from './aliases';
import type { Items } from './interpreter';
import { absorbed, typeName } from './items';
import { lazyIterator } from './library/support';
import type { Machine } from './machine';
import { leadsOn } from './objects';
import { callSpecial, specialMethod, unknownClassOf } from './operations';
import type { IteratorValue, RangeValue, UnknownValue, Value } from './values';
import { int, str, unknown } from './values';

/** No sequence is read further than this, item by item. */
export const MOST_ITEMS = 100_000;
/** Nor one that counts (a data set, say) once its items have cost this much. */
const MOST_WORK = 100_000;

const tooLong = (): UnknownValue => unknown('limit', 'this sequence is too long to be read item by item');

/** `iter(object)`: what a paused loop keeps. */
export function iteratorOver(machine: Machine, object: Value): IteratorValue {
  if (object.kind === 'iterator') return object;
  if (object.kind === 'list' && specialMethod(machine, object, '__iter__') === undefined) {
    const live = object;
    return lazyIterator(
      (i) => live.items[i],
      () => live.rest,
    );
  }
  if (object.kind === 'range') return rangeIterator(machine, object);
  const source = cursor(machine, object);
  return lazyIterator(source.next, source.rest);
}

function rangeIterator(machine: Machine, range: RangeValue): IteratorValue {
  const from = (i: number): RangeValue => ({ ...range, start: add(range.start, mul(range.step, i)) });
  const iterator = lazyIterator(
    (i) => rangeCursor(machine, from(i)).next(),
    () => rangeCursor(machine, from(iterator.position)).rest(),
  );
  return iterator;
}

/** Items one at a time. `rest` is asked at the end: there may be more. */
export interface Cursor {
  readonly next: () => Value | undefined;
  readonly rest: () => UnknownValue | undefined;
}

const none = (): undefined => undefined;

export function cursor(machine: Machine, object: Value): Cursor {
  switch (object.kind) {
    case 'unknown':
      return { next: none, rest: () => (leadsOn(object) ? itemOfEither(object) : absorbed(object)) };
    case 'iterator':
      return iteratorCursor(machine, object);
    case 'range':
      return rangeCursor(machine, object);
    case 'list': {
      if (object.cls && machine.lookup(object.cls, '__iter__')) break;
      // A list may grow while it is walked.
      let i = 0;
      return { next: () => object.items[i++], rest: () => object.rest };
    }
    default:
  }
  const own = specialIteration(machine, object);
  if (own !== undefined) return own;
  const plain = plainItems(machine, object);
  let i = 0;
  return { next: () => plain.items[i++], rest: () => plain.rest };
}

function plainItems(machine: Machine, object: Value): Items {
  switch (object.kind) {
    case 'list':
    case 'tuple':
      return { items: object.items, rest: object.rest };
    case 'set':
      return { items: [...object.items.values()], rest: object.rest };
    case 'dict':
      return { items: [...object.entries.values()].map((entry) => entry.key), rest: object.rest };
    case 'str':
      return { items: [...object.value].map(str), rest: undefined };
    case 'bytes':
      return { items: object.value.split('').map((c) => int(c.charCodeAt(0))), rest: undefined };
    default: {
      const unknownClass = unknownClassOf(object);
      if (unknownClass) return { items: [], rest: unknownClass };
      return machine.raise('TypeError', `'${typeName(machine, object)}' object is not iterable`);
    }
  }
}

function iteratorCursor(machine: Machine, iterator: IteratorValue): Cursor {
  const next = () => {
    machine.touch(iterator);
    const item = iterator.at(iterator.position);
    if (item === undefined) return undefined;
    iterator.position++;
    return item;
  };
  return { next, rest: () => iterator.rest };
}

function rangeCursor(machine: Machine, range: RangeValue): Cursor {
  let at = range.start;
  const sure = (dim: Dim) =>
    typeof range.step === 'number' && range.step < 0 ? less(range.stop, dim) : less(dim, range.stop);
  const next = () => {
    if (sure(at) !== 'yes') return undefined;
    const item = int(at);
    at = add(at, range.step);
    return item;
  };
  const rest = () =>
    sure(at) === 'maybe' ? machine.unknown('undecided', 'the number of turns is not known', 'int') : undefined;
  return { next, rest };
}

/** `__iter__` and `__next__`, or `__getitem__` from zero. */
function specialIteration(machine: Machine, object: Value): Cursor | undefined {
  const iter = specialMethod(machine, object, '__iter__');
  if (iter !== undefined) {
    const iterator = machine.call(iter, []);
    return iterator === object ? nextCursor(machine, object) : cursorOfIterator(machine, iterator);
  }
  if (specialMethod(machine, object, '__next__') !== undefined) return nextCursor(machine, object);
  if (object.kind !== 'instance') return undefined;
  const item = specialMethod(machine, object, '__getitem__');
  return item === undefined ? undefined : countingCursor(machine, item);
}

function cursorOfIterator(machine: Machine, iterator: Value): Cursor {
  return iterator.kind === 'instance' ? nextCursor(machine, iterator) : cursor(machine, iterator);
}

function nextCursor(machine: Machine, iterator: Value): Cursor {
  let rest: UnknownValue | undefined;
  const next = () => {
    const item = machine.attempt('StopIteration', () => callSpecial(machine, iterator, '__next__', []));
    if (item?.kind !== 'unknown') return item;
    rest = item;
    return undefined;
  };
  return { next, rest: () => rest };
}

function countingCursor(machine: Machine, getter: Value): Cursor {
  const fuel = machine.fuelLeft();
  let i = 0;
  let rest: UnknownValue | undefined;
  const next = () => {
    const item = machine.attempt('IndexError', () => machine.call(getter, [int(i++)]));
    // Past the end of what is known there is no IndexError that would end it.
    if (i > MOST_ITEMS || fuel - machine.fuelLeft() > MOST_WORK) rest = tooLong();
    return rest ? undefined : item;
  };
  return { next, rest: () => rest };
}

export function iterate(machine: Machine, object: Value): Items {
  if (object.kind === 'tuple' && !object.cls) return { items: object.items, rest: object.rest };
  const { next, rest } = cursor(machine, object);
  const items: Value[] = [];
  for (let item = next(); item !== undefined; item = next()) {
    machine.step();
    items.push(item);
    if (items.length >= MOST_ITEMS) return { items, rest: rest() ?? tooLong() };
  }
  return { items, rest: rest() };
}
