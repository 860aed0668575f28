/**
 * Lists, sets and dicts: keys, equality in three values, and changes that go through `touch`, so that
 * a forked heap sees them.
 */
import { equal, key } from '../symbolic';
import { compareNumbers, isNumber } from './numbers';
import { oneOf, widened } from './objects';
import type {
  DictEntry,
  DictValue,
  InstanceValue,
  IteratorValue,
  ListValue,
  Mutable,
  SetValue,
  UnknownValue,
  Value,
} from './values';
import { identityOf } from './values';

/** What the helpers below need of an interpreter. */
export interface Toucher {
  touch(target: Mutable): void;
}

/**
 * Equal keys mean equal values, as Python's dicts see them (`1 == 1.0 == True`). undefined: not
 * hashable, or not known well enough. Instances count by identity.
 */
export function hashKey(value: Value): string | undefined {
  switch (value.kind) {
    case 'str':
      return `s:${value.value}`;
    case 'int':
      return `i:${key(value.value)}`;
    case 'bool':
      return value.value ? 'i:1' : 'i:0';
    case 'float':
      if (value.value === undefined) return undefined;
      return `${Number.isInteger(value.value) ? 'i' : 'f'}:${value.value + 0}`;
    case 'none':
    case 'ellipsis':
    case 'not-implemented':
      return value.kind;
    case 'bytes':
      return `b:${value.value}`;
    case 'tuple':
      return value.rest ? undefined : joinKeys('t', value.items.map(hashKey));
    case 'set':
      return value.frozen && !value.rest ? joinKeys('z', [...value.items.keys()].sort()) : undefined;
    case 'range':
      return `r:${key(value.start)}:${key(value.stop)}:${key(value.step)}`;
    case 'unknown':
    case 'list':
    case 'dict':
    case 'slice':
      return undefined;
    case 'instance':
      return instanceKey(value);
    default:
      return `o:${identityOf(value)}`;
  }
}

const SCALARS: ReadonlySet<string | undefined> = new Set(['int', 'str', 'float']);

/** Members of `(str, Enum)` and instances of subclasses of int, str and float are keys as what they stand for. */
function instanceKey(value: InstanceValue): string | undefined {
  const held = value.attrs.get('_value_');
  const scalar = held !== undefined && value.cls.mro.some((cls) => SCALARS.has(cls.native));
  if (scalar) return hashKey(held);
  const equality = equalityOf(value);
  if (equality?.kind === 'native' && value.cls.dict.has('__dataclass_fields__'))
    return joinKeys(`d${identityOf(value.cls)}`, [...value.attrs.values()].map(hashKey));
  return `o:${identityOf(value)}`;
}

function equalityOf({ cls }: InstanceValue): Value | undefined {
  for (const one of cls.mro) {
    const own = one.dict.get('__eq__');
    if (own !== undefined) return own;
  }
  return undefined;
}

/** A key that the user's own `__eq__` compares: it may equal one that is another object. */
export function comparesItself(key: Value): boolean {
  return key.kind === 'instance' && equalityOf(key)?.kind === 'function';
}

const COMPARED: UnknownValue = {
  kind: 'unknown',
  cause: { kind: 'undecided', reason: 'which keys are equal is decided by their class', place: undefined },
};

/** Of a key that has no known hash although it can be one: what is not known of it. Lists and dicts are no keys. */
function openPart(key: Value): UnknownValue | undefined {
  if (key.kind === 'unknown') return key;
  if (key.kind !== 'tuple')
    return key.kind === 'float' || key.kind === 'set' || key.kind === 'instance' ? OPEN : undefined;
  return key.rest ?? key.items.find((item) => item.kind === 'unknown') ?? key.items.map(openPart).find((part) => part);
}

const OPEN: UnknownValue = {
  kind: 'unknown',
  cause: { kind: 'undecided', reason: 'this key is not known', place: undefined },
};

function joinKeys(prefix: string, keys: readonly (string | undefined)[]): string | undefined {
  let joined = prefix;
  for (const part of keys) {
    if (part === undefined) return undefined;
    joined += `:${part.length}:${part}`;
  }
  return joined;
}

export type Equality = (a: Value, b: Value) => boolean | undefined;

/** `a == b` for builtin kinds, three-valued; `nested` decides for what they hold. */
export function sameValue(a: Value, b: Value, nested: Equality = sameValue): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return compareNumbers('==', a, b);
  if (a.kind === 'str') return b.kind === 'str' && a.value === b.value;
  if (a.kind === 'bytes') return b.kind === 'bytes' && a.value === b.value;
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'tuple' && b.kind === 'tuple')) {
    if (a.rest || b.rest) return undefined;
    return sameItems(a.items, b.items, nested);
  }
  if (a.kind === 'dict' && b.kind === 'dict') return sameDicts(a, b, nested);
  if (a.kind === 'set' && b.kind === 'set') {
    if (a.rest || b.rest) return undefined;
    return a.items.size === b.items.size && [...a.items.keys()].every((k) => b.items.has(k));
  }
  if (a.kind === 'range' && b.kind === 'range') {
    return all([equal(a.start, b.start), equal(a.stop, b.stop), equal(a.step, b.step)].map(decided));
  }
  if (a.kind === 'method' && b.kind === 'method') return a.self === b.self && a.func === b.func;
  if (a.kind === 'slice' && b.kind === 'slice') {
    return sameItems([a.lower, a.upper, a.step], [b.lower, b.upper, b.step], nested);
  }
  return a.kind === b.kind && (a.kind === 'none' || a.kind === 'ellipsis' || a.kind === 'not-implemented');
}

const decided = (truth: 'yes' | 'no' | 'maybe'): boolean | undefined =>
  truth === 'maybe' ? undefined : truth === 'yes';

/** Three-valued conjunction: one `false` decides. */
export function all(parts: Iterable<boolean | undefined>): boolean | undefined {
  let result: boolean | undefined = true;
  for (const part of parts) {
    if (part === false) return false;
    if (part === undefined) result = undefined;
  }
  return result;
}

function sameItems(a: readonly Value[], b: readonly Value[], nested: Equality): boolean | undefined {
  if (a.length !== b.length) return false;
  return all(a.map((item, i) => nested(item, b[i]!)));
}

function sameDicts(a: DictValue, b: DictValue, nested: Equality): boolean | undefined {
  if (a.rest || b.rest) return undefined;
  if (a.entries.size !== b.entries.size) return false;
  const parts: (boolean | undefined)[] = [];
  for (const [k, entry] of a.entries) {
    const other = b.entries.get(k);
    if (other === undefined) return false;
    parts.push(nested(entry.value, other.value));
  }
  return all(parts);
}

export function listAppend(heap: Toucher, list: ListValue, value: Value): void {
  heap.touch(list);
  // Past an unknown tail nothing has a known position.
  if (list.rest) list.rest = widened(list.rest, [value]);
  else list.items.push(value);
}

export function listExtend(heap: Toucher, list: ListValue, items: readonly Value[], rest?: UnknownValue): void {
  heap.touch(list);
  if (list.rest) {
    list.rest = widened(list.rest, [...items, rest]);
    return;
  }
  for (const item of items) list.items.push(item);
  if (rest) list.rest = rest;
}

/** The tail of a table that imported modules register in: what is asked for by its key is there by then. */
export const WAITING: UnknownValue = {
  kind: 'unknown',
  cause: {
    kind: 'undecided',
    reason: 'what imported modules register is read when it is asked for by its name',
    place: undefined,
  },
};

/** What may be there beside the items, for someone who looks for one of them. */
const restFor = ({ rest }: DictValue): UnknownValue | undefined => (rest === WAITING ? undefined : rest);

/** undefined: surely absent. Where the dict may hold more than is known, its `rest`. */
export function dictGet(dict: DictValue, wanted: Value): Value | undefined {
  if (wanted.kind === 'unknown') return keptUnder(dict, wanted) ?? wanted;
  const k = hashKey(wanted);
  if (k === undefined && dict.entries.size > 0) return openPart(wanted);
  const found = (k === undefined ? undefined : dict.entries.get(k)?.value) ?? restFor(dict);
  return found ?? (comparesItself(wanted) && dict.entries.size > 0 ? COMPARED : undefined);
}

export function dictSet(heap: Toucher, dict: DictValue, entryKey: Value, value: Value): void {
  heap.touch(dict);
  const k = hashKey(entryKey);
  if (k !== undefined) {
    underUnknown.delete(dict.entries);
    if (comparesItself(entryKey) && !dict.entries.has(k) && dict.entries.size > 0) dict.rest ??= COMPARED;
    dict.entries.set(k, { key: dict.entries.get(k)?.key ?? entryKey, value });
    return;
  }
  const open = openPart(entryKey);
  if (open) forgetValues(dict, open, value);
  if (entryKey.kind === 'unknown') underUnknown.set(dict.entries, { key: entryKey, value });
}

/** What was kept under an Unknown since anything else was written: the very same Unknown finds it again. */
const underUnknown = new WeakMap<DictValue['entries'], { readonly key: UnknownValue; readonly value: Value }>();

export function keptUnder(dict: DictValue, key: UnknownValue): Value | undefined {
  const kept = underUnknown.get(dict.entries);
  return kept?.key === key ? kept.value : undefined;
}

/** Some entry may have changed, nobody knows which. */
function forgetValues(dict: DictValue, open: UnknownValue, value?: Value): void {
  const entries = new Map<string, DictEntry>();
  for (const [k, entry] of dict.entries)
    entries.set(k, { key: entry.key, value: oneOf(open.cause, [entry.value, value]) });
  dict.entries = entries;
  dict.rest = dict.rest ? widened(dict.rest, [value]) : oneOf(open.cause, [value]);
}

/** Some entry may be gone, nobody knows which. */
function forgetKeys(dict: DictValue, open: UnknownValue): void {
  dict.rest = widened(
    dict.rest ?? open,
    [...dict.entries.values()].map(({ value }) => value),
  );
  dict.entries = new Map();
}

/** Whether there was such an entry; undefined: not known. */
export function dictDelete(heap: Toucher, dict: DictValue, entryKey: Value): boolean | undefined {
  heap.touch(dict);
  underUnknown.delete(dict.entries);
  const k = hashKey(entryKey);
  if (k !== undefined && dict.entries.delete(k)) return true;
  const open = k === undefined ? openPart(entryKey) : undefined;
  if (open) forgetKeys(dict, open);
  return dict.rest || open ? undefined : false;
}

export function setAdd(heap: Toucher, set: SetValue, value: Value): void {
  heap.touch(set);
  const k = hashKey(value);
  if (k !== undefined) {
    if (comparesItself(value) && !set.items.has(k) && set.items.size > 0) set.rest ??= COMPARED;
    if (!set.items.has(k)) set.items.set(k, value);
  } else set.rest ??= openPart(value);
}

export function setOf(values: Iterable<Value>, frozen = false, rest?: UnknownValue): SetValue {
  const set: SetValue = { kind: 'set', frozen, items: new Map(), ...(rest ? { rest } : {}) };
  for (const value of values) setAdd({ touch: () => {} }, set, value);
  return set;
}

export function dictOf(entries: Iterable<readonly [Value, Value]>, rest?: UnknownValue): DictValue {
  const result: DictValue = { kind: 'dict', entries: new Map(), ...(rest ? { rest } : {}) };
  for (const [k, value] of entries) dictSet({ touch: () => {} }, result, k, value);
  return result;
}

/** An iterator over items that are known already. */
export function iteratorOf(items: readonly Value[], rest?: UnknownValue): IteratorValue {
  return { kind: 'iterator', at: (i) => items[i], position: 0, ...(rest ? { rest } : {}) };
}

/** The next item, or where there may be more the Unknown; moves the iterator on. */
export function iteratorNext(heap: Toucher, iterator: IteratorValue): Value | undefined {
  return iteratorStep(heap, iterator) ?? iterator.rest;
}

/** The next item that is known; moves the iterator on. */
export function iteratorStep(heap: Toucher, iterator: IteratorValue): Value | undefined {
  heap.touch(iterator);
  const value = iterator.at(iterator.position);
  if (value !== undefined) iterator.position++;
  return value;
}
