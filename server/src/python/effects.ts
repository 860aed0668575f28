/**
 * What a stretch of reading (a statement of the main file, a model) took from what was there before it, and what
 * it changed of that: by this, an edit's reach is known, and whatever is out of reach need not be read again.
 *
 * Values reach code by the names of the main file, or by way of objects that other code has changed. Both are
 * noted: names as they are looked up, and changes of objects that the stretch did not make itself, by whom the
 * object belongs to. Objects belong to the statement at whose end they could first be reached by a name.
 */
import { SharedEntries } from './shared-tables';
import type { DictValue, Mutable, Scope, Value } from './values';

/** Whom an object belongs to: a statement of the main file (its tree), or `SHARED`. A string: an entry of a shared table. */
export type Owner = object | string;
/** What imported modules and PyTorch hold: a change of it may be seen from anywhere. */
export const SHARED = { name: 'shared' };

export interface Effect {
  /** Names of the main file that were looked up, found or not. */
  readonly reads: Set<string>;
  /** Names of the main file that were bound or deleted. */
  readonly writes: Set<string>;
  /** Whose objects were changed, and entries of shared tables. */
  readonly changes: Set<Owner>;
  /** Entries of shared tables that were looked for. */
  readonly takes: Set<string>;
  /** All names were looked at at once (`globals()`, `__subclasses__()`). */
  readsAll: boolean;
}

const noEffect = (): Effect => ({
  reads: new Set(),
  writes: new Set(),
  changes: new Set(),
  takes: new Set(),
  readsAll: false,
});

/** As if all of `effect` had happened in `into`. */
export function addEffect(into: Effect, { reads, writes, changes, takes, readsAll }: Effect): void {
  for (const name of reads) into.reads.add(name);
  for (const name of writes) into.writes.add(name);
  for (const owner of changes) into.changes.add(owner);
  for (const entry of takes) into.takes.add(entry);
  into.readsAll ||= readsAll;
}

export class Effects {
  /** The stretch that is being read; undefined: nobody wants to know. */
  private current: Effect | undefined;
  private main: Scope | undefined;
  /** Names are looked at that do not count. */
  private isBlind = false;
  private readonly owners = new Map<object, object>();
  /** The imported module whose body is running. */
  private module: Scope | undefined;

  /** Names of the main file. */
  newMain(): Map<string, Value> {
    return new WatchedNames(this);
  }

  setMain(scope: Scope): void {
    this.main = scope;
  }

  /** Notes what happens while `run` runs. */
  during(run: () => void): Effect {
    const effect = noEffect();
    this.noting(effect, run);
    return effect;
  }

  /** As `during`, and what happens counts for whoever is around it too. */
  within(run: () => void): Effect {
    const effect = noEffect();
    try {
      this.noting(effect, run);
    } finally {
      this.include(effect);
    }
    return effect;
  }

  private noting(effect: Effect | undefined, run: () => void): void {
    const { current } = this;
    this.current = effect;
    try {
      run();
    } finally {
      this.current = current;
    }
  }

  /** As if this had happened here. */
  include(effect: Effect): void {
    if (this.current) addEffect(this.current, effect);
  }

  /** What `run` changes makes no difference to anybody. */
  unseen(run: () => void): void {
    this.noting(undefined, run);
  }

  /** Whoever looks for what imported modules register finds it, so that it is not there before changes nothing of theirs. */
  asIfBefore(run: () => void): void {
    const effect = this.during(run);
    effect.changes.delete(SHARED);
    this.include(effect);
  }

  /** A look at the names of the main file that is nobody's. */
  unnoted<T>(run: () => T): T {
    const { isBlind } = this;
    this.isBlind = true;
    try {
      return run();
    } finally {
      this.isBlind = isBlind;
    }
  }

  read(name: string): void {
    if (!this.isBlind) this.current?.reads.add(name);
  }

  write(name: string): void {
    if (!this.isBlind) this.current?.writes.add(name);
  }

  /** An entry of a shared table, or all of them, is looked at. */
  take(entry: string): void {
    if (!this.isBlind) this.current?.takes.add(entry);
  }

  /** An entry of a shared table is written. What an imported module puts there when it is read, it has put there before. */
  put(entry: string): void {
    if (!this.module) this.current?.changes.add(entry);
  }

  /** Everything may have changed. */
  changeAll(): void {
    this.current?.changes.add(SHARED);
  }

  readAll(): void {
    if (this.current && !this.isBlind) this.current.readsAll = true;
  }

  /** What the body of an imported module changes of its own is seen by nobody before it is there. */
  inModule(scope: Scope, run: () => void): void {
    const { module } = this;
    this.module = scope;
    try {
      run();
    } finally {
      this.module = module;
    }
  }

  /** A change is about to be made. */
  change(target: Mutable): void {
    const { current, module } = this;
    if (current === undefined || target === this.main || target === module) return;
    // Noted entry by entry.
    if (target.kind === 'dict' && target.entries instanceof SharedEntries) return;
    const isShared =
      (target.kind === 'scope' && target.resolve !== undefined) ||
      (target.kind === 'class' && target.native !== undefined);
    const owner = isShared ? SHARED : this.owners.get(target);
    if (owner === undefined || owner === module) return;
    current.changes.add(isModule(owner) ? SHARED : owner);
  }

  isOwned(value: Value): boolean {
    return this.owners.has(value);
  }

  /** What can be reached from `value` and belongs to nobody yet belongs to `owner` from now on. */
  own(value: Value, owner: object): void {
    const { owners } = this;
    const waiting: (Value | Scope)[] = [value];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!isCompound(next) || owners.has(next)) continue;
      owners.set(next, owner);
      reachInto(next, waiting);
    }
  }
}

const isModule = (owner: object): boolean => 'kind' in owner && owner.kind === 'scope';

/** Kinds that hold other values, or may be changed. */
function isCompound(value: Value | Scope): boolean {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'dict':
    case 'function':
    case 'method':
    case 'partial':
    case 'property':
    case 'staticmethod':
    case 'classmethod':
    case 'instance':
    case 'tensor':
    case 'iterator':
      return true;
    case 'class':
      return value.native === undefined;
    case 'scope':
      return value.resolve === undefined;
    default:
      return false;
  }
}

const entriesOf = ({ entries }: DictValue) => (entries instanceof SharedEntries ? entries.copy() : entries);

function reachInto(value: Value | Scope, found: (Value | Scope)[]): void {
  const add = (...values: readonly (Value | Scope | undefined)[]): void => {
    for (const one of values) if (one !== undefined) found.push(one);
  };
  switch (value.kind) {
    case 'list':
      add(...value.items, ...(value.attrs?.values() ?? []));
      return;
    case 'tuple':
      add(...value.items);
      return;
    case 'set':
      add(...value.items.values());
      return;
    case 'dict':
      for (const { key, value: item } of entriesOf(value).values()) add(key, item);
      add(value.factory, ...(value.attrs?.values() ?? []));
      return;
    case 'function':
      add(value.closure, value.owner, ...value.defaults.values(), ...value.attrs.values());
      return;
    case 'method':
      add(value.self, value.func);
      return;
    case 'partial':
      add(value.func, ...value.args, ...value.keywords.values());
      return;
    case 'property':
      add(value.getter, value.setter, value.deleter);
      return;
    case 'staticmethod':
    case 'classmethod':
      add(value.func);
      return;
    case 'instance':
      add(value.cls, ...value.attrs.values());
      return;
    case 'tensor':
      add(...value.attrs.values());
      return;
    case 'class':
      add(...value.bases, value.metaclass, ...value.dict.values());
      return;
    case 'scope':
      add(value.parent, ...value.vars.values());
      return;
    default:
      return;
  }
}

/** The names of the main file: tells who looks at them. */
export class WatchedNames extends Map<string, Value> {
  private readonly effects: Effects;

  constructor(effects: Effects) {
    super();
    this.effects = effects;
  }

  override get(name: string): Value | undefined {
    this.effects.read(name);
    return super.get(name);
  }
  override has(name: string): boolean {
    this.effects.read(name);
    return super.has(name);
  }
  override set(name: string, value: Value): this {
    this.effects.write(name);
    return super.set(name, value);
  }
  override delete(name: string): boolean {
    this.effects.write(name);
    return super.delete(name);
  }
  override get size(): number {
    this.effects?.readAll();
    return super.size;
  }
  override entries(): MapIterator<[string, Value]> {
    this.effects.readAll();
    return super.entries();
  }
  override keys(): MapIterator<string> {
    this.effects.readAll();
    return super.keys();
  }
  override values(): MapIterator<Value> {
    this.effects.readAll();
    return super.values();
  }
  override [Symbol.iterator](): MapIterator<[string, Value]> {
    this.effects.readAll();
    return super[Symbol.iterator]();
  }
  override forEach(visit: (value: Value, name: string, map: Map<string, Value>) => void): void {
    this.effects.readAll();
    super.forEach(visit);
  }

  /** For the forked heap, which looks at everything and learns nothing. */
  copy(): Map<string, Value> {
    return new Map(super[Symbol.iterator]());
  }
  refill(from: ReadonlyMap<string, Value>): void {
    super.clear();
    for (const [name, value] of from) super.set(name, value);
  }
}
