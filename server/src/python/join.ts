/** What is left of two values, or two heaps, when either may be the one. */
import { equal } from '../symbolic';
import { sameValue } from './containers';
import { type Changes, type Heap, type State, stateOf } from './heap';
import type {
  ClassValue,
  DictEntry,
  DictValue,
  ListValue,
  Place,
  Shared,
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
  /** What decides between the paths. */
  readonly place: Place;
  readonly undecided: UnknownValue;
  readonly past: Changes | undefined;
}

/** `a` belongs to the first path, `b` to the present one. */
export function joinValues(a: Value, b: Value, join: Join, depth = 0): Value {
  if (a === b) return a;
  const joined = joinOne(a, b, join, depth);
  if (joined.kind !== 'unknown') return joined;
  const either = eitherOf(a, b);
  return either.length > 0 ? { ...joined, either } : joined;
}

/** All objects that either may be. */
function eitherOf(a: Value, b: Value): readonly Shared[] {
  const [of, more] = [objectsOf(a), objectsOf(b)];
  return more.length === 0 ? of : [...new Set([...of, ...more])];
}

const NOTHING: readonly Shared[] = [];

function objectsOf(value: Value): readonly Shared[] {
  switch (value.kind) {
    case 'list':
    case 'dict':
    case 'set':
    case 'instance':
      return [value];
    case 'unknown':
      return value.either ?? NOTHING;
    default:
      return NOTHING;
  }
}

function joinOne(a: Value, b: Value, join: Join, depth: number): Value {
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
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
    case 'float':
      return b.kind === 'float' && sameValue(a, b) !== true ? float(undefined) : same(a, b, join);
    case 'method':
      return b.kind === 'method' && a.func === b.func && a.self === b.self ? a : join.undecided;
    default:
      return same(a, b, join);
  }
}

function same(a: Value, b: Value, join: Join): Value {
  return a.kind === b.kind && sameValue(a, b) === true ? a : join.undecided;
}

const tail = (rest: UnknownValue | undefined) => (rest ? { rest } : {});
const classOf = (value: { readonly cls?: ClassValue | undefined }) => (value.cls ? { cls: value.cls } : {});

function joinLists(a: ListValue, b: ListValue, join: Join, depth: number): Value {
  const state = join.past?.get(a);
  const { items, rest } = state?.kind === 'items' ? state : a;
  if (a.cls !== b.cls || items.length !== b.items.length) return join.undecided;
  return { kind: 'list', items: joinItems(items, b.items, join, depth), ...tail(rest ?? b.rest), ...classOf(a) };
}

function joinTuples(a: TupleValue, b: TupleValue, join: Join, depth: number): Value {
  if (a.cls !== b.cls || a.items.length !== b.items.length) return join.undecided;
  return { kind: 'tuple', items: joinItems(a.items, b.items, join, depth), ...tail(a.rest ?? b.rest), ...classOf(a) };
}

function joinItems(a: readonly Value[], b: readonly Value[], join: Join, depth: number): Value[] {
  return a.map((item, i) => joinValues(item, b[i] ?? join.undecided, join, depth + 1));
}

function joinDicts(a: DictValue, b: DictValue, join: Join, depth: number): DictValue {
  const state = join.past?.get(a);
  const past = state?.kind === 'dict' ? state : a;
  const { entries, rest } = joinEntries(past.entries, b.entries, join, depth);
  return { kind: 'dict', entries, ...tail(past.rest ?? b.rest ?? rest), ...classOf(a) };
}

type Entries = ReadonlyMap<string, DictEntry>;

function joinEntries(
  a: Entries,
  b: Entries,
  join: Join,
  depth: number,
): { entries: Map<string, DictEntry>; rest: UnknownValue | undefined } {
  const entries = new Map<string, DictEntry>();
  let rest: UnknownValue | undefined;
  for (const [k, entry] of a) {
    const other = b.get(k);
    if (other === undefined) rest = join.undecided;
    else entries.set(k, { key: entry.key, value: joinValues(entry.value, other.value, join, depth + 1) });
  }
  // A key that only one side has may be there: the dict has an unknown tail.
  for (const k of b.keys()) if (!a.has(k)) rest = join.undecided;
  return { entries, rest };
}

type TensorFields = Extract<State, { kind: 'tensor' }>['tensor'];

function joinTensors(a: TensorValue, b: TensorValue, join: Join): Value {
  if (a.cls !== b.cls) return join.undecided;
  const state = join.past?.get(a);
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
    const rest = a.rest ?? b.rest ?? (a.items.length === b.items.length ? undefined : join.undecided);
    const items = joinItems(a.items.slice(0, shared), b.items.slice(0, shared), join, 0);
    return { kind: 'items', items, rest, attrs: joinOptionalNames(a.attrs, b.attrs, join) };
  }
  if (a.kind === 'dict' && b.kind === 'dict') {
    const { entries, rest } = joinEntries(a.entries, b.entries, join, 0);
    const attrs = joinOptionalNames(a.attrs, b.attrs, join);
    return { kind: 'dict', entries, rest: a.rest ?? b.rest ?? rest, attrs, factory: a.factory ?? b.factory };
  }
  if (a.kind === 'set' && b.kind === 'set') {
    const items = new Map([...a.items].filter(([k]) => b.items.has(k)));
    const alike = items.size === a.items.size && items.size === b.items.size;
    return { kind: 'set', items, rest: a.rest ?? b.rest ?? (alike ? undefined : join.undecided) };
  }
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
  const missing = (value: Value) => (isScope ? value : join.undecided);
  for (const [name, value] of a) {
    const other = b.get(name);
    names.set(name, other === undefined ? missing(value) : joinValues(value, other, join));
  }
  for (const [name, value] of b) if (!a.has(name)) names.set(name, missing(value));
  return names;
}

/** Whether another turn of a loop that starts from `b` could see what a turn that started from `a` saw. */
export function stable(a: Value, b: Value, depth = 0): boolean {
  if (a === b) return true;
  if (a.kind === 'tensor' && b.kind === 'tensor')
    return a.cls === b.cls && a.dtype === b.dtype && sameDims(a.shape, b.shape);
  if (a.kind === 'unknown' || b.kind === 'unknown') return a.kind === 'unknown';
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'tuple' && b.kind === 'tuple')) {
    if (depth > DEEPEST || a.items.length !== b.items.length || (b.rest && !a.rest)) return false;
    return a.items.every((item, i) => stable(item, b.items[i] ?? item, depth + 1));
  }
  return a.kind === b.kind && sameValue(a, b) === true;
}
