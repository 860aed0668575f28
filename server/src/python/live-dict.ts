/** `instance.__dict__`: a dict that reads and writes the instance's own attributes. */

import type { Toucher } from './containers';
import { dictGet, dictSet } from './containers';
import type { DictEntry, DictValue, InstanceValue, TensorValue, Value } from './values';
import { str } from './values';

const PREFIX = 's:';

/** The entries of a `__dict__`: nothing of its own but keys that are no strings. */
export class LiveEntries extends Map<string, DictEntry> {
  readonly owner: InstanceValue | TensorValue;

  constructor(owner: InstanceValue | TensorValue) {
    super();
    this.owner = owner;
  }

  private entryOf(name: string, value: Value): DictEntry {
    return { key: str(name), value };
  }
  override get(key: string): DictEntry | undefined {
    if (!key.startsWith(PREFIX)) return super.get(key);
    const name = key.slice(PREFIX.length);
    const value = this.owner.attrs.get(name);
    return value && this.entryOf(name, value);
  }
  override has(key: string): boolean {
    return key.startsWith(PREFIX) ? this.owner.attrs.has(key.slice(PREFIX.length)) : super.has(key);
  }
  override set(key: string, entry: DictEntry): this {
    if (key.startsWith(PREFIX)) this.owner.attrs.set(key.slice(PREFIX.length), entry.value);
    else super.set(key, entry);
    return this;
  }
  override delete(key: string): boolean {
    return key.startsWith(PREFIX) ? this.owner.attrs.delete(key.slice(PREFIX.length)) : super.delete(key);
  }
  override clear(): void {
    this.owner.attrs.clear();
    super.clear();
  }
  override get size(): number {
    // `Map`'s constructor asks before there is an owner.
    return super.size + (this.owner?.attrs.size ?? 0);
  }
  override *entries(): MapIterator<[string, DictEntry]> {
    for (const [name, value] of this.owner.attrs) yield [PREFIX + name, this.entryOf(name, value)];
    yield* super.entries();
  }
  override *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }
  override *values(): MapIterator<DictEntry> {
    for (const [, entry] of this.entries()) yield entry;
  }
  override [Symbol.iterator](): MapIterator<[string, DictEntry]> {
    return this.entries();
  }
  override forEach(visit: (entry: DictEntry, key: string, map: Map<string, DictEntry>) => void): void {
    for (const [key, entry] of this.entries()) visit(entry, key, this);
  }
}

export function liveDict(owner: InstanceValue | TensorValue): DictValue {
  return { kind: 'dict', entries: new LiveEntries(owner) };
}

/** `self.__dict__ = {…}`: the attributes are what the dict holds. */
export function replaceAttributes(heap: Toucher, owner: InstanceValue | TensorValue, dict: DictValue): void {
  const entries = [...dict.entries.values()];
  heap.touch(owner);
  owner.attrs.clear();
  for (const { key, value } of entries) if (key.kind === 'str') owner.attrs.set(key.value, value);
}

/** `self.__dict__ = self` of a dict subclass: its items are its attributes. */
export function linkedItem(dict: DictValue, name: string): Value | undefined {
  const linked = dict.attrs?.get('__dict__');
  return linked?.kind === 'dict' ? dictGet(linked, str(name)) : undefined;
}

export function setLinkedItem(heap: Toucher, dict: DictValue, name: string, value: Value): boolean {
  const linked = dict.attrs?.get('__dict__');
  if (linked?.kind !== 'dict') return false;
  dictSet(heap, linked, str(name), value);
  return true;
}
