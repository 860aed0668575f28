/** Subscripts and lengths. */
import type { Dim } from '../symbolic';
import { add, mul } from '../symbolic';
import { itemOfEither, withEach } from './aliases';
import { dictDelete, dictGet, dictSet } from './containers';
import type { Machine } from './machine';
import { toInt } from './native';
import { heldBy, leadsOn, oneOf, widened } from './objects';
import { asIndex, callSpecial, unknownClassOf } from './operations';
import { rangeLength, resolveIndex, stretchOf, take, takeText } from './slicing';
import type { DictValue, ListValue, RangeValue, SliceValue, TupleValue, UnknownValue, Value } from './values';
import { int, str } from './values';

export function getItem(machine: Machine, object: Value, index: Value): Value {
  if (object.kind === 'unknown') return leadsOn(object) ? itemOfEither(object) : absorbed(object);
  const own = callSpecial(machine, object, '__getitem__', [index]);
  if (own !== undefined) return own;
  switch (object.kind) {
    case 'list':
    case 'tuple':
    case 'str':
    case 'bytes':
    case 'range':
      return sequenceItem(machine, object, index);
    case 'dict':
      return dictItem(machine, object, index);
    case 'class':
      return classItem(machine, object, index);
    default:
      return (
        unknownClassOf(object) ??
        nativeItem(machine, object, '__getitem__', [index]) ??
        notSubscriptable(machine, object)
      );
  }
}

/** An Unknown as the result of something done to it: its type says nothing about that. */
export function absorbed(value: UnknownValue): UnknownValue {
  return value.type === undefined && !leadsOn(value) ? value : { kind: 'unknown', cause: value.cause };
}

function nativeItem(machine: Machine, object: Value, name: string, args: readonly Value[]): Value | undefined {
  const method = machine.natives.attribute?.(object, name, machine);
  return method === undefined ? undefined : machine.call(method, args);
}

function notSubscriptable(machine: Machine, object: Value): never {
  return machine.raise('TypeError', `'${typeName(machine, object)}' object is not subscriptable`);
}

export function typeName(machine: Machine, value: Value): string {
  const cls = machine.typeOf(value);
  return cls.kind === 'class' ? cls.name : 'object';
}

/** `Generic[T]`, `list[int]`: the class itself, unless it says otherwise. */
function classItem(machine: Machine, cls: Extract<Value, { kind: 'class' }>, index: Value): Value {
  const own = machine.lookup(cls, '__class_getitem__');
  if (own === undefined) return cls;
  const func = own.kind === 'classmethod' || own.kind === 'staticmethod' ? own.func : own;
  return machine.call(func, [cls, index]);
}

const itemsIn = (sequence: Sequence): readonly (Value | undefined)[] =>
  sequence.kind === 'list' || sequence.kind === 'tuple' ? heldBy(sequence) : [];

type Sequence = Extract<Value, { kind: 'list' | 'tuple' | 'str' | 'bytes' | 'range' }>;

function sequenceItem(machine: Machine, sequence: Sequence, index: Value): Value {
  if (index.kind === 'unknown') return oneOf(index.cause, itemsIn(sequence));
  if (index.kind === 'slice') return sliceOf(machine, sequence, plainSlice(machine, index));
  const plain = asIndex(machine, index);
  if (plain.kind === 'unknown') return oneOf(plain.cause, itemsIn(sequence));
  const at = toInt(plain);
  if (at === undefined) {
    const [s, i] = [typeName(machine, sequence), typeName(machine, index)];
    return machine.raise('TypeError', `${s} indices must be integers or slices, not ${i}`);
  }
  return sequence.kind === 'range' ? rangeItem(machine, sequence, at) : plainItem(machine, sequence, at);
}

function plainSlice(machine: Machine, slice: SliceValue): SliceValue {
  const { lower, upper, step } = slice;
  const bound = (value: Value) => asIndex(machine, value);
  return { kind: 'slice', lower: bound(lower), upper: bound(upper), step: bound(step) };
}

const NAMES = { list: 'list', tuple: 'tuple', str: 'string', bytes: 'bytes', range: 'range object' } as const;

function outOfRange(machine: Machine, sequence: Sequence): Value {
  const message = sequence.kind === 'bytes' ? 'index out of range' : `${NAMES[sequence.kind]} index out of range`;
  if (sequence.kind !== 'list' && sequence.kind !== 'tuple') return machine.raise('IndexError', message);
  const n = sequence.items.length;
  const why = `It has ${n} item${n === 1 ? '' : 's'}.`;
  return machine.refuse({ code: 'CS121', message: `IndexError: ${message}`, why }, 'IndexError');
}

function undecidedIndex(machine: Machine): UnknownValue {
  return machine.unknown('undecided', 'the index is not a known number');
}

function plainItem(machine: Machine, sequence: Exclude<Sequence, RangeValue>, at: Dim): Value {
  if (typeof at !== 'number') return widened(undecidedIndex(machine), itemsIn(sequence));
  if (sequence.kind === 'str' || sequence.kind === 'bytes') {
    const characters = sequence.kind === 'bytes' ? sequence.value.split('') : [...sequence.value];
    const character = characters[at < 0 ? at + characters.length : at];
    if (character === undefined) return outOfRange(machine, sequence);
    return sequence.kind === 'bytes' ? int(character.charCodeAt(0)) : str(character);
  }
  const { items, rest } = sequence;
  // Past an unknown tail, counting from the end says nothing.
  if (at < 0 && rest) return widened(rest, items);
  return items[at < 0 ? at + items.length : at] ?? rest ?? outOfRange(machine, sequence);
}

function rangeItem(machine: Machine, range: RangeValue, at: Dim): Value {
  const length = rangeLength(range.start, range.stop, range.step);
  const index = resolveIndex(at, length);
  if (index !== undefined) return int(add(range.start, mul(index, range.step)));
  const inside = typeof at === 'number' && typeof length === 'number';
  return inside
    ? outOfRange(machine, range)
    : machine.unknown('undecided', 'the length of the range is not known', 'int');
}

function sliceOf(machine: Machine, sequence: Sequence, slice: SliceValue): Value {
  if (sequence.kind === 'range') return rangeSlice(machine, sequence, slice);
  const text = sequence.kind === 'str' || sequence.kind === 'bytes';
  const length = text ? [...sequence.value].length : sequence.items.length;
  const rest = text ? undefined : sequence.rest;
  const stretch = stretchOf(slice, length);
  if (stretch === 'zero') return machine.raise('ValueError', 'slice step cannot be zero');
  if (stretch === 'wrong')
    return machine.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
  if ('kind' in stretch) return machine.located(stretch);
  if (text) return { kind: sequence.kind, value: takeText(sequence.value, stretch) };
  if (rest && countsFromEnd(slice))
    return { kind: sequence.kind, items: [], rest: widened(rest, sequence.items), ...sizeClass(sequence) };
  return {
    kind: sequence.kind,
    items: take(sequence.items, stretch),
    ...sliceTail(rest, slice, length),
    ...sizeClass(sequence),
  };
}

/** A torch.Size sliced is a torch.Size; slices of other subclasses are plain. */
function sizeClass(sequence: ListValue | TupleValue) {
  return sequence.kind === 'tuple' && sequence.cls?.native === 'torch.Size' ? { cls: sequence.cls } : {};
}

/** Where the end is not known, nothing that is counted from there is. */
function countsFromEnd({ lower, upper, step }: SliceValue): boolean {
  return [lower, upper, step].some((bound) => bound.kind !== 'none' && !isCount(bound));
}

const isCount = (value: Value): boolean => {
  const at = toInt(value);
  return typeof at === 'number' && at >= 0;
};

/** A slice that ends within the known items has no unknown tail. */
function sliceTail(rest: UnknownValue | undefined, slice: SliceValue, length: number) {
  if (!rest) return {};
  const upper = slice.upper.kind === 'int' ? slice.upper.value : undefined;
  const lower = slice.lower.kind === 'int' ? slice.lower.value : 0;
  const within = typeof upper === 'number' && upper >= 0 && upper <= length && typeof lower === 'number' && lower >= 0;
  return within && slice.step.kind === 'none' ? {} : { rest };
}

function rangeSlice(machine: Machine, range: RangeValue, slice: SliceValue): Value {
  const length = rangeLength(range.start, range.stop, range.step);
  if (typeof length !== 'number') return machine.unknown('undecided', 'the length of the range is not known');
  const stretch = stretchOf(slice, length);
  if (typeof stretch === 'string') return machine.raise('ValueError', 'slice step cannot be zero');
  if ('kind' in stretch) return machine.located(stretch);
  const at = (i: number) => add(range.start, mul(range.step, i));
  return { kind: 'range', start: at(stretch.start), stop: at(stretch.stop), step: mul(range.step, stretch.step) };
}

function dictItem(machine: Machine, dict: DictValue, key: Value): Value {
  const found = dictGet(dict, key);
  if (key.kind === 'unknown') return found === undefined || found === key ? oneOf(key.cause, heldBy(dict)) : found;
  if (found !== undefined) return found;
  if (machine.register(key, dict)) return dictItem(machine, dict, key);
  const own = dict.cls && machine.lookup(dict.cls, '__missing__');
  if (own !== undefined) return machine.call(machine.bindTo(dict, own), [key]);
  if (dict.factory === undefined || dict.factory.kind === 'none') {
    return machine.raise('KeyError', machine.text(key) ?? 'a key that is not there');
  }
  const made = machine.call(dict.factory, []);
  dictSet(machine, dict, key, made);
  return made;
}

export function setItem(machine: Machine, object: Value, index: Value, value: Value): void {
  if (object.kind === 'unknown') {
    if (leadsOn(object))
      withEach(machine, object, (one) => {
        setItem(machine, one, index, value);
        return undefined;
      });
    return;
  }
  if (callSpecial(machine, object, '__setitem__', [index, value]) !== undefined) return;
  if (object.kind === 'dict') {
    dictSet(machine, object, index, value);
    return;
  }
  if (object.kind === 'list') {
    setListItem(machine, object, index, value);
    return;
  }
  if (unknownClassOf(object) || nativeItem(machine, object, '__setitem__', [index, value])) return;
  machine.raise('TypeError', `'${typeName(machine, object)}' object does not support item assignment`);
}

function setListItem(machine: Machine, list: ListValue, index: Value, value: Value): void {
  machine.touch(list);
  if (index.kind === 'slice') {
    setSlice(machine, list, plainSlice(machine, index), value);
    return;
  }
  const at = toInt(asIndex(machine, index));
  if (typeof at !== 'number') {
    // Some item has changed, nobody knows which.
    const cause = index.kind === 'unknown' ? absorbed(index) : undecidedIndex(machine);
    list.items = list.items.map((item) => oneOf(cause.cause, [item, value]));
    if (list.rest) list.rest = widened(list.rest, [value]);
    return;
  }
  const position = at < 0 ? at + list.items.length : at;
  if (position >= 0 && position < list.items.length && !(at < 0 && list.rest)) list.items[position] = value;
  else if (list.rest) {
    const { cause } = list.rest;
    if (at < 0) list.items = list.items.map((item) => oneOf(cause, [item, value]));
    list.rest = widened(list.rest, [value]);
  } else {
    const n = list.items.length;
    const why = `It has ${n} item${n === 1 ? '' : 's'}.`;
    machine.refuse({ code: 'CS121', message: 'IndexError: list assignment index out of range', why }, 'IndexError');
  }
}

function setSlice(machine: Machine, list: ListValue, slice: SliceValue, value: Value): void {
  const { items, rest } = machine.iterate(value);
  const stretch = stretchOf(slice, list.items.length);
  if (typeof stretch === 'string') {
    machine.raise('ValueError', 'slice step cannot be zero');
    return;
  }
  if ('kind' in stretch || rest || list.rest) {
    const all = [...list.items, list.rest, ...items, rest];
    list.items = [];
    list.rest = widened('kind' in stretch ? stretch : (rest ?? list.rest ?? undecidedIndex(machine)), all);
    return;
  }
  if (stretch.step === 1) {
    list.items.splice(stretch.start, Math.max(stretch.stop - stretch.start, 0), ...items);
    return;
  }
  const places = take(
    list.items.map((_, i) => i),
    stretch,
  );
  if (places.length !== items.length) {
    const sizes = `sequence of size ${items.length} to extended slice of size ${places.length}`;
    machine.raise('ValueError', `attempt to assign ${sizes}`);
    return;
  }
  places.forEach((place, i) => {
    list.items[place] = items[i] ?? list.items[place]!;
  });
}

export function deleteItem(machine: Machine, object: Value, index: Value): void {
  if (object.kind === 'unknown') {
    if (leadsOn(object))
      withEach(machine, object, (one) => {
        deleteItem(machine, one, index);
        return undefined;
      });
    return;
  }
  if (callSpecial(machine, object, '__delitem__', [index]) !== undefined) return;
  if (object.kind === 'dict') {
    if (dictDelete(machine, object, index) === false) machine.raise('KeyError', machine.text(index) ?? 'key');
    return;
  }
  if (object.kind === 'list') {
    deleteListItem(machine, object, index);
    return;
  }
  if (unknownClassOf(object) || nativeItem(machine, object, '__delitem__', [index])) return;
  machine.raise('TypeError', `'${typeName(machine, object)}' object doesn't support item deletion`);
}

function deleteListItem(machine: Machine, list: ListValue, index: Value): void {
  machine.touch(list);
  const length = list.items.length;
  if (index.kind === 'slice') {
    const stretch = stretchOf(plainSlice(machine, index), length);
    if (typeof stretch !== 'string' && !('kind' in stretch) && !list.rest) {
      const gone = new Set(
        take(
          list.items.map((_, i) => i),
          stretch,
        ),
      );
      list.items = list.items.filter((_, i) => !gone.has(i));
      return;
    }
  }
  const at = toInt(asIndex(machine, index));
  const position = typeof at === 'number' ? (at < 0 ? at + length : at) : undefined;
  if (position === undefined || list.rest) {
    const cause = index.kind === 'unknown' ? absorbed(index) : undecidedIndex(machine);
    list.rest = widened(list.rest ?? cause, list.items);
    list.items = [];
  } else if (position < 0 || position >= length) machine.raise('IndexError', 'list assignment index out of range');
  else list.items.splice(position, 1);
}

/** `len(value)`. */
export function length(machine: Machine, object: Value): Value {
  if (object.kind === 'unknown') return { kind: 'unknown', cause: object.cause, type: 'int' };
  const own = callSpecial(machine, object, '__len__', []);
  if (own !== undefined) return own;
  const rest = 'rest' in object ? object.rest : undefined;
  if (rest && object.kind !== 'iterator') return { kind: 'unknown', cause: rest.cause, type: 'int' };
  switch (object.kind) {
    case 'list':
    case 'tuple':
      return int(object.items.length);
    case 'set':
      return int(object.items.size);
    case 'dict':
      return int(object.entries.size);
    case 'str':
    case 'bytes':
      return int([...object.value].length);
    case 'range':
      return int(rangeLength(object.start, object.stop, object.step));
    default:
      return (
        unknownClassOf(object) ??
        nativeItem(machine, object, '__len__', []) ??
        machine.raise('TypeError', `object of type '${typeName(machine, object)}' has no len()`)
      );
  }
}
