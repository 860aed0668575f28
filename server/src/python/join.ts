/** What is left of two values, or two heaps, when either may be the one. */
import { equal } from '../symbolic';
import { sameValue } from './containers';
import { type Changes, type Copied, type Heap, type State, stateOf } from './heap';
import { objectsOf, widened } from './objects';
import type {
  ClassValue,
  DictEntry,
  DictValue,
  Held,
  ListValue,
  Mutable,
  Place,
  SetValue,
  TensorValue,
  TupleValue,
  UnknownValue,
  Value,
} from './values';
import { float } from './values';

/** Nesting beyond this is joined to Unknown. */
const DEEPEST = 12;

/**
 * One join: `undecided` is what becomes of a value that differs; `past` holds the states of the first
 * path, whose changes have been rolled back when its values are looked at.
 */
export interface Join {
  readonly heap: Heap;
  /** What decides between the paths. */
  readonly place: Place;
  readonly undecided: UnknownValue;
  readonly past: Changes | undefined;
  /** What stands for two objects, so that it is one object wherever the two are met. */
  readonly met: Map<Value, Map<Value, Value>>;
}

/** `a` belongs to the first path, `b` to the present one. */
export function joinValues(a: Value, b: Value, join: Join, depth = 0): Value {
  if (a === b) return a;
  if (!isCopied(a) || !isCopied(b)) return joinApart(a, b, join, depth);
  const met = join.met.get(a) ?? new Map<Value, Value>();
  join.met.set(a, met);
  const known = met.get(b);
  if (known) return known;
  const joined = joinApart(a, b, join, depth);
  met.set(b, joined);
  if (isCopied(joined)) join.heap.stands(joined, [a, b]);
  return joined;
}

const isCopied = (value: Value): value is Copied =>
  value.kind === 'list' || value.kind === 'dict' || value.kind === 'set';

function joinApart(a: Value, b: Value, join: Join, depth: number): Value {
  const joined = joinOne(a, b, join, depth);
  return joined.kind === 'unknown' ? widened(joined, [a, b]) : joined;
}

function joinOne(a: Value, b: Value, join: Join, depth: number): Value {
  if (a.kind === 'unknown') return sharedType(a, b);
  if (b.kind === 'unknown') return sharedType(b, a);
  if (depth > DEEPEST) return join.undecided;
  switch (a.kind) {
    case 'tensor':
      return b.kind === 'tensor' ? joinTensors(a, b, join) : join.undecided;
    case 'list':
      return b.kind === 'list' ? joinLists(a, b, join, depth) : join.undecided;
    case 'tuple':
      return b.kind === 'tuple' ? joinTuples(a, b, join, depth) : join.undecided;
    case 'dict':
      return b.kind === 'dict' && a.cls === b.cls ? joinDicts(a, b, join, depth) : join.undecided;
    case 'set':
      return b.kind === 'set' && a.frozen === b.frozen ? joinSets(a, b, join) : join.undecided;
    case 'float':
      return b.kind === 'float' && sameValue(a, b) !== true ? float(undefined) : same(a, b, join);
    case 'method':
      return b.kind === 'method' && a.func === b.func && a.self === b.self ? a : join.undecided;
    default:
      return same(a, b, join);
  }
}

/** What is known of its type holds as far as the other side is of that type. */
function sharedType(value: UnknownValue, other: Value): UnknownValue {
  if (value.type === undefined && value.element === undefined) return value;
  if (other.kind === 'unknown' && other.type === value.type && other.element === value.element) return value;
  const isAlike = value.element === undefined && value.type?.toLowerCase() === other.kind;
  if (isAlike) return value;
  const { type: _, element: __, ...untyped } = value;
  return untyped;
}

function same(a: Value, b: Value, join: Join): Value {
  return a.kind === b.kind && sameValue(a, b) === true ? a : join.undecided;
}

const tail = (rest: UnknownValue | undefined) => (rest ? { rest } : {});
const classOf = (value: { readonly cls?: ClassValue | undefined }) => (value.cls ? { cls: value.cls } : {});

/** What it was at the end of the first path, where the present one may have changed it. */
function firstState(a: Mutable, { heap, past }: Join): State | undefined {
  return past && (past.get(a) ?? heap.before(a));
}

function joinLists(a: ListValue, b: ListValue, join: Join, depth: number): Value {
  const state = firstState(a, join);
  const past = state?.kind === 'items' ? state : a;
  if (a.cls !== b.cls || past.items.length !== b.items.length) return join.undecided;
  const items = joinItems(past.items, b.items, join, depth);
  return { kind: 'list', items, ...tail(eitherRest(past.rest, b.rest)), ...classOf(a) };
}

function joinTuples(a: TupleValue, b: TupleValue, join: Join, depth: number): Value {
  if (a.cls !== b.cls || a.items.length !== b.items.length) return join.undecided;
  const items = joinItems(a.items, b.items, join, depth);
  return { kind: 'tuple', items, ...tail(eitherRest(a.rest, b.rest)), ...classOf(a) };
}

function joinSets(a: SetValue, b: SetValue, join: Join): SetValue {
  const state = firstState(a, join);
  const past = state?.kind === 'set' ? state : a;
  return { kind: 'set', frozen: a.frozen, ...joinMembers(past, b, join) };
}

interface Members {
  readonly items: ReadonlyMap<string, Value>;
  readonly rest?: UnknownValue | undefined;
}

function joinMembers(
  a: Members,
  b: Members,
  join: Join,
): { items: Map<string, Value>; rest: UnknownValue | undefined } {
  const items = new Map([...a.items].filter(([k]) => b.items.has(k)));
  const single = [...a.items, ...b.items].filter(([k]) => !items.has(k)).map(([, item]) => item);
  return { items, rest: eitherRest(a.rest, b.rest, single, join) };
}

/** What may follow the known items: what either side has there, or `more`, which only one of them has. */
function eitherRest(
  a: UnknownValue | undefined,
  b: UnknownValue | undefined,
  more: readonly Value[] = [],
  join?: Join,
): UnknownValue | undefined {
  const rest = a ?? b ?? (more.length > 0 ? join?.undecided : undefined);
  return rest && widened(rest, [b, ...more]);
}

function joinItems(a: readonly Value[], b: readonly Value[], join: Join, depth: number): Value[] {
  return a.map((item, i) => joinValues(item, b[i] ?? join.undecided, join, depth + 1));
}

function joinDicts(a: DictValue, b: DictValue, join: Join, depth: number): DictValue {
  const state = firstState(a, join);
  const past = state?.kind === 'dict' ? state : a;
  const { entries, rest } = joinEntries(past, b, join, depth);
  return { kind: 'dict', entries, ...tail(rest), ...classOf(a) };
}

type Entries = ReadonlyMap<string, DictEntry>;

function joinEntries(
  a: { readonly entries: Entries; readonly rest?: UnknownValue | undefined },
  b: { readonly entries: Entries; readonly rest?: UnknownValue | undefined },
  join: Join,
  depth: number,
): { entries: Map<string, DictEntry>; rest: UnknownValue | undefined } {
  const entries = new Map<string, DictEntry>();
  // A key that only one side has may be there: the dict has an unknown tail.
  const single: Value[] = [];
  for (const [k, entry] of a.entries) {
    const other = b.entries.get(k);
    if (other === undefined) single.push(entry.value);
    else entries.set(k, { key: entry.key, value: joinValues(entry.value, other.value, join, depth + 1) });
  }
  for (const [k, { value }] of b.entries) if (!a.entries.has(k)) single.push(value);
  return { entries, rest: eitherRest(a.rest, b.rest, single, join) };
}

type TensorFields = Extract<State, { kind: 'tensor' }>['tensor'];

function joinTensors(a: TensorValue, b: TensorValue, join: Join): Value {
  if (a.cls !== b.cls) return join.undecided;
  const state = firstState(a, join);
  const past = state?.kind === 'tensor' ? state : { tensor: a, attrs: a.attrs };
  return { kind: 'tensor', cls: a.cls, ...joinFields(past.tensor, b, join), attrs: new Map(past.attrs) };
}

function joinFields(a: TensorFields, b: TensorFields, join: Join): TensorFields {
  const same = sameDims(a.shape, b.shape);
  return {
    shape: same ? a.shape : undefined,
    dtype: a.dtype === b.dtype ? a.dtype : undefined,
    strides: sameDims(a.strides, b.strides) ? a.strides : undefined,
    storage: a.storage,
    requiresGrad: a.requiresGrad || b.requiresGrad,
    values: undefined,
    producer: a.producer,
    cause: same ? undefined : (a.cause ?? b.cause ?? join.undecided.cause),
    oneOf: a.oneOf ?? b.oneOf ?? (isSameTensor(a, b) ? undefined : { ...join.undecided.cause, place: join.place }),
  };
}

const isSameTensor = (a: TensorFields, b: TensorFields): boolean =>
  a.storage === b.storage && a.producer?.node === b.producer?.node && a.producer?.output === b.producer?.output;

export function sameDims(a: TensorValue['shape'], b: TensorValue['shape']): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((dim, i) => equal(dim, b[i] ?? -1) === 'yes');
}

/** Joins a path that was rolled back (its changes relative to the innermost level) into the present state. */
export function joinHeaps(heap: Heap, past: Changes, join: Join): void {
  const joined: Changes = new Map();
  for (const target of new Set([...past.keys(), ...heap.touched()])) {
    joined.set(target, joinStates(past.get(target) ?? heap.before(target), stateOf(target), join));
  }
  heap.apply(joined);
}

function joinStates(a: State, b: State, join: Join): State {
  if (a.kind === 'items' && b.kind === 'items') {
    const shared = Math.min(a.items.length, b.items.length);
    const rest = eitherRest(a.rest, b.rest, [...a.items.slice(shared), ...b.items.slice(shared)], join);
    const items = joinItems(a.items.slice(0, shared), b.items.slice(0, shared), join, 0);
    return { kind: 'items', items, rest, attrs: joinOptionalNames(a.attrs, b.attrs, join) };
  }
  if (a.kind === 'dict' && b.kind === 'dict') {
    const attrs = joinOptionalNames(a.attrs, b.attrs, join);
    return { kind: 'dict', ...joinEntries(a, b, join, 0), attrs, factory: a.factory ?? b.factory };
  }
  if (a.kind === 'set' && b.kind === 'set') return { kind: 'set', ...joinMembers(a, b, join) };
  if (a.kind === 'names' && b.kind === 'names') {
    const names = joinNames(a.names, b.names, join, a.isScope);
    return { kind: 'names', isScope: a.isScope, names, owner: a.owner ?? b.owner };
  }
  if (a.kind === 'position' && b.kind === 'position') {
    const same = a.position === b.position && a.at === b.at && a.progress === b.progress;
    return same ? a : { ...a, at: () => undefined, rest: a.rest ?? b.rest ?? join.undecided };
  }
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    return {
      kind: 'tensor',
      tensor: joinFields(a.tensor, b.tensor, join),
      attrs: joinNames(a.attrs, b.attrs, join, false),
    };
  }
  return a;
}

type Names = ReadonlyMap<string, Value>;

function joinOptionalNames(a: Names | undefined, b: Names | undefined, join: Join): Names | undefined {
  return a || b ? joinNames(a ?? new Map(), b ?? new Map(), join, false) : undefined;
}

/**
 * An attribute that only one side has may be there or not: Unknown. A variable that only one side has
 * keeps its value: on the other side whatever reads it raises NameError, and that path is dead.
 */
function joinNames(a: Names, b: Names, join: Join, isScope: boolean): Names {
  const names = new Map<string, Value>();
  const missing = (value: Value): Value =>
    isScope ? value : { ...widened(join.undecided, [value]), mayBeAbsent: true };
  for (const [name, value] of a) {
    const other = b.get(name);
    names.set(name, other === undefined ? missing(value) : joinValues(value, other, join));
  }
  for (const [name, value] of b) if (!a.has(name)) names.set(name, missing(value));
  return names;
}

/** Whether the value may be objects, or lead to some, that the known ones are not and do not lead to. */
export type Adds = (known: readonly Held[], value: Value) => boolean;

/** Whether another turn of a loop that starts from `b` could see what a turn that started from `a` saw. */
export function stable(a: Value, b: Value, adds: Adds, depth = 0): boolean {
  if (a === b) return true;
  if (a.kind === 'tensor' && b.kind === 'tensor')
    return a.cls === b.cls && a.dtype === b.dtype && sameDims(a.shape, b.shape);
  if (a.kind === 'unknown') return !adds(objectsOf(a), b);
  if (b.kind === 'unknown') return false;
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'tuple' && b.kind === 'tuple')) {
    if (depth > DEEPEST || a.items.length !== b.items.length || (b.rest && !a.rest)) return false;
    return a.items.every((item, i) => stable(item, b.items[i] ?? item, adds, depth + 1));
  }
  return a.kind === b.kind && sameValue(a, b) === true;
}
