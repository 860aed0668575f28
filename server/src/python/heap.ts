/**
 * The forked heap: an undo log per open fork. A mutable value's state is saved the first time it is
 * touched after a fork, so that the other branch can start from the same state and both can be joined.
 */
import { WatchedNames } from './effects';
import { LiveEntries } from './live-dict';
import { heldBy, widened, withinToo } from './objects';
import { SharedEntries } from './shared-tables';
import type {
  Cause,
  ClassValue,
  DictEntry,
  DictValue,
  IteratorValue,
  ListValue,
  Mutable,
  Progress,
  SetValue,
  TensorValue,
  UnknownValue,
  Value,
} from './values';

/** What is mutable about a value, copied. */
export type State =
  | {
      readonly kind: 'items';
      readonly items: readonly Value[];
      readonly rest: UnknownValue | undefined;
      readonly attrs: Names | undefined;
    }
  | { readonly kind: 'set'; readonly items: ReadonlyMap<string, Value>; readonly rest: UnknownValue | undefined }
  | {
      readonly kind: 'dict';
      readonly entries: ReadonlyMap<string, DictEntry>;
      readonly rest: UnknownValue | undefined;
      readonly attrs: Names | undefined;
      readonly factory: Value | undefined;
    }
  | {
      readonly kind: 'names';
      readonly names: Names;
      readonly isScope: boolean;
      readonly owner?: ClassValue | undefined;
    }
  | {
      readonly kind: 'position';
      readonly position: number;
      readonly at: IteratorValue['at'];
      readonly rest: UnknownValue | undefined;
      readonly progress: Progress | undefined;
    }
  | { readonly kind: 'tensor'; readonly tensor: TensorState; readonly attrs: Names };

type Names = ReadonlyMap<string, Value>;
type TensorState = Pick<
  TensorValue,
  'shape' | 'dtype' | 'strides' | 'storage' | 'requiresGrad' | 'values' | 'producer' | 'cause' | 'oneOf'
>;

/** What a join may copy. */
export type Copied = ListValue | DictValue | SetValue;

/** Changed values and their states. */
export type Changes = Map<Mutable, State>;

interface Level {
  /** States as they were when the level was opened, of what was touched since. */
  readonly saved: Changes;
  /** What was made later than this is known to the present path alone. */
  since: number;
}

export class Heap {
  private readonly levels: Level[] = [];
  /** Levels set aside while an imported module's body runs. */
  private readonly hidden: Level[][] = [];
  /** When what was made while a fork was open was made. Others are taken to be older. */
  private readonly births = new Map<object, number>();
  private clock = 0;
  /** Of a copy that a join made, what it stands for: one of these. */
  private readonly sources = new WeakMap<object, Set<Copied>>();
  /** The copies that stand for it or for another. */
  private readonly copies = new WeakMap<object, Set<Copied>>();
  /** Told of every value that is about to change. */
  onTouch: ((target: Mutable) => void) | undefined = undefined;

  get depth(): number {
    return this.levels.length;
  }

  touch(target: Mutable): void {
    this.onTouch?.(target);
    // A `__dict__` has no state of its own.
    if (target.kind === 'dict' && target.entries instanceof LiveEntries) {
      this.touch(target.entries.owner);
      return;
    }
    this.save(target);
    if (isCopied(target) && (this.sources.has(target) || this.copies.has(target))) this.doubt(target);
  }

  private save(target: Mutable): void {
    const level = this.levels[this.levels.length - 1];
    if (level === undefined || level.saved.has(target)) return;
    const born = this.births.get(target);
    if (born === undefined || born <= level.since) level.saved.set(target, stateOf(target));
  }

  /** What is made from now on is younger than this. */
  get now(): number {
    return this.clock;
  }

  /** Whether it is known to have been made since. */
  isYounger(value: object, since: number): boolean {
    return (this.births.get(value) ?? 0) > since;
  }

  /** `copy` stands for either of the two. */
  stands(copy: Copied, of: readonly Copied[]): void {
    this.sources.set(copy, new Set(of));
    for (const one of of) {
      const known = this.copies.get(one);
      if (known) known.add(copy);
      else this.copies.set(one, new Set([copy]));
    }
  }

  /** Whether both may be the same object. */
  mayBeOne(a: Copied, b: Copied): boolean {
    return this.others(a).has(b);
  }

  /** Everything that it may be the same object as, itself among it. */
  private others(target: Copied): ReadonlySet<Copied> {
    return reached(reached([target], this.sources), this.copies);
  }

  /** It is about to change: whatever it may be the same as may change with it. */
  private doubt(target: Copied): void {
    for (const other of this.others(target)) {
      if (other === target || isForgotten(other, target)) continue;
      this.onTouch?.(other);
      this.save(other);
      forgetContents(other, target);
    }
  }

  /**
   * Just made: no other path can reach it. What becomes of it need neither be undone nor joined, until the path at
   * hand is set aside: two paths that go on from there may then share it.
   */
  born<T extends Mutable>(target: T): T {
    if (this.levels.length > 0) this.births.set(target, ++this.clock);
    return target;
  }

  open(): void {
    this.levels.push({ saved: new Map(), since: this.clock });
  }

  /** Undoes the innermost level's changes and hands them over; the level stays open, empty. */
  rollBack(): Changes {
    const level = this.innermost();
    const changes: Changes = new Map();
    for (const [target, before] of level.saved) {
      changes.set(target, stateOf(target));
      restore(target, before);
    }
    level.saved.clear();
    level.since = this.clock;
    return changes;
  }

  /** Applies changes, as made in the innermost level. What they cast doubt on is among them. */
  apply(changes: Changes): void {
    for (const [target, state] of changes) {
      this.onTouch?.(target);
      this.save(target);
      restore(target, state);
    }
  }

  /** Closes the innermost level; its changes stand, and belong to the level below. */
  close(): void {
    const level = this.levels.pop();
    const below = this.levels[this.levels.length - 1];
    if (below === undefined) this.births.clear();
    if (level === undefined || below === undefined) return;
    for (const [target, before] of level.saved) if (!below.saved.has(target)) below.saved.set(target, before);
  }

  /** What was touched since the innermost level was opened. */
  touched(): Set<Mutable> {
    return new Set(this.innermost().saved.keys());
  }

  /** States before the innermost level, of what was touched since. */
  before(target: Mutable): State {
    return this.innermost().saved.get(target) ?? stateOf(target);
  }

  /** States at the innermost fork of all that was touched between the one below it and it. */
  beforeSinceBelow(): Changes {
    const states: Changes = new Map();
    const below = this.levels[this.levels.length - 2];
    if (below) for (const target of below.saved.keys()) states.set(target, this.before(target));
    return states;
  }

  /** Forgets every open fork; the present state stands. */
  abandon(): void {
    this.levels.length = 0;
    this.births.clear();
  }

  /** Runs something whose changes no open fork may undo: an imported module's body. */
  aside<T>(run: () => T): T {
    this.hidden.push(this.levels.splice(0));
    try {
      return run();
    } finally {
      this.levels.length = 0;
      this.levels.push(...(this.hidden.pop() ?? []));
    }
  }

  private innermost(): Level {
    const level = this.levels[this.levels.length - 1];
    if (level === undefined) throw new Error('no fork is open');
    return level;
  }
}

const isCopied = (target: Mutable): target is Copied =>
  target.kind === 'list' || target.kind === 'dict' || target.kind === 'set';

function reached(from: Iterable<Copied>, along: WeakMap<object, Set<Copied>>): ReadonlySet<Copied> {
  const found = new Set(from);
  for (const one of found) for (const next of along.get(one) ?? []) found.add(next);
  return found;
}

const IN_DOUBT: Cause = {
  kind: 'undecided',
  reason: 'it may have been changed by another name, which depends on a condition',
  place: undefined,
};

/** Whether nothing is claimed of it that a change of the other one could make wrong. */
function isForgotten(target: Copied, other: Copied): boolean {
  const size =
    target.kind === 'list' ? target.items.length : target.kind === 'set' ? target.items.size : target.entries.size;
  return size === 0 && target.rest?.within?.includes(other) === true;
}

/** What it holds may be what it held, or what the other one comes to hold. */
function forgetContents(target: Copied, other: Copied): void {
  const rest = target.rest ?? { kind: 'unknown', cause: IN_DOUBT };
  target.rest = withinToo(widened(rest, [...heldBy(target), ...heldBy(other)]), other);
  if (target.kind === 'list') target.items = [];
  else if (target.kind === 'set') target.items = new Map();
  else if (target.entries instanceof SharedEntries) target.entries.refill(new Map());
  else target.entries = new Map();
}

export function stateOf(target: Mutable): State {
  switch (target.kind) {
    case 'list':
      return { kind: 'items', items: [...target.items], rest: target.rest, attrs: copied(target.attrs) };
    case 'set':
      return { kind: 'set', items: new Map(target.items), rest: target.rest };
    case 'dict':
      return {
        kind: 'dict',
        entries: target.entries instanceof SharedEntries ? target.entries.copy() : new Map(target.entries),
        rest: target.rest,
        attrs: copied(target.attrs),
        factory: target.factory,
      };
    case 'instance':
      return { kind: 'names', isScope: false, names: new Map(target.attrs) };
    case 'class':
      return { kind: 'names', isScope: false, names: new Map(target.dict) };
    case 'scope':
      return { kind: 'names', isScope: true, names: copyOf(target.vars) };
    case 'function':
      return { kind: 'names', isScope: false, names: new Map(target.attrs), owner: target.owner };
    case 'iterator':
      return {
        kind: 'position',
        position: target.position,
        at: target.at,
        rest: target.rest,
        progress: target.progress,
      };
    case 'tensor':
      return { kind: 'tensor', tensor: tensorState(target), attrs: new Map(target.attrs) };
  }
}

const copyOf = (names: Names): Names => (names instanceof WatchedNames ? names.copy() : new Map(names));

const copied = (attrs: Map<string, Value> | undefined): Names | undefined => (attrs ? new Map(attrs) : undefined);

function tensorState({
  shape,
  dtype,
  strides,
  storage,
  requiresGrad,
  values,
  producer,
  cause,
  oneOf,
}: TensorValue): TensorState {
  return { shape, dtype, strides, storage, requiresGrad, values, producer, cause, oneOf };
}

export function restore(target: Mutable, state: State): void {
  switch (state.kind) {
    case 'items':
      if (target.kind === 'list') restoreList(target, state);
      return;
    case 'set':
      if (target.kind === 'set') restoreSet(target, state);
      return;
    case 'dict':
      if (target.kind === 'dict') restoreDict(target, state);
      return;
    case 'names':
      restoreNames(target, state);
      return;
    case 'position':
      if (target.kind === 'iterator') restorePosition(target, state);
      return;
    case 'tensor':
      if (target.kind !== 'tensor') return;
      Object.assign(target, state.tensor);
      refill(target.attrs, state.attrs);
      return;
  }
}

function restoreList(target: ListValue, state: Extract<State, { kind: 'items' }>): void {
  target.items = [...state.items];
  target.rest = state.rest;
  if (state.attrs) target.attrs = new Map(state.attrs);
  else delete target.attrs;
}

function restoreSet(target: SetValue, state: Extract<State, { kind: 'set' }>): void {
  target.items = new Map(state.items);
  target.rest = state.rest;
}

function restoreDict(target: DictValue, state: Extract<State, { kind: 'dict' }>): void {
  if (target.entries instanceof SharedEntries) target.entries.refill(state.entries);
  else target.entries = new Map(state.entries);
  target.rest = state.rest;
  if (state.attrs) target.attrs = new Map(state.attrs);
  else delete target.attrs;
  if (state.factory) target.factory = state.factory;
  else delete target.factory;
}

function restorePosition(target: IteratorValue, state: Extract<State, { kind: 'position' }>): void {
  target.position = state.position;
  target.at = state.at;
  target.rest = state.rest;
  if (state.progress) target.progress = state.progress;
}

function restoreNames(target: Mutable, state: Extract<State, { kind: 'names' }>): void {
  const names = namesOf(target);
  if (names) refill(names, state.names);
  if (target.kind === 'function') target.owner = state.owner;
}

/** Where an instance, class, scope or function keeps its names. */
export function namesOf(target: Mutable): Map<string, Value> | undefined {
  switch (target.kind) {
    case 'instance':
    case 'function':
    case 'tensor':
      return target.attrs;
    case 'class':
      return target.dict;
    case 'scope':
      return target.vars;
    default:
      return undefined;
  }
}

function refill(map: Map<string, Value>, from: Names): void {
  if (map instanceof WatchedNames) {
    map.refill(from);
    return;
  }
  map.clear();
  for (const [name, value] of from) map.set(name, value);
}
