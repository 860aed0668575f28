/**
 * Tables of imported modules in which others register: who takes which entry, and who puts one there, is noted entry
 * by entry, so that whoever registers something changes nothing for those who look for something else.
 */
import type { Effects } from './effects';
import type { DictEntry, DictValue, Value } from './values';

export class SharedEntries extends Map<string, DictEntry> {
  private readonly effects: Effects;
  /** The same in each reading. */
  private readonly id: string;

  constructor(effects: Effects, id: string, entries: ReadonlyMap<string, DictEntry>) {
    super();
    this.effects = effects;
    this.id = id;
    this.refill(entries);
  }

  private take(key = ''): void {
    this.effects?.take(`${this.id} ${key}`);
  }
  private put(key: string, value: Value | undefined): void {
    this.effects.put(`${this.id} ${key}`);
    this.effects.put(`${this.id} `);
    // What is changed in it later is not noted entry by entry.
    if (value && HOLDING.has(value.kind)) this.effects.changeAll();
  }

  override get(key: string): DictEntry | undefined {
    this.take(key);
    return super.get(key);
  }
  override has(key: string): boolean {
    this.take(key);
    return super.has(key);
  }
  override set(key: string, entry: DictEntry): this {
    this.put(key, entry.value);
    return super.set(key, entry);
  }
  override delete(key: string): boolean {
    this.put(key, undefined);
    return super.delete(key);
  }
  override get size(): number {
    this.take();
    return super.size;
  }
  override entries(): MapIterator<[string, DictEntry]> {
    this.take();
    return super.entries();
  }
  override keys(): MapIterator<string> {
    this.take();
    return super.keys();
  }
  override values(): MapIterator<DictEntry> {
    this.take();
    return super.values();
  }
  override [Symbol.iterator](): MapIterator<[string, DictEntry]> {
    this.take();
    return super[Symbol.iterator]();
  }
  override forEach(visit: (entry: DictEntry, key: string, map: Map<string, DictEntry>) => void): void {
    this.take();
    super.forEach(visit);
  }

  /** All entries are others now. */
  replace(entries: ReadonlyMap<string, DictEntry>): void {
    this.effects.changeAll();
    this.refill(entries);
  }

  /** For the forked heap, which looks at everything and learns nothing. */
  copy(): Map<string, DictEntry> {
    return new Map(super[Symbol.iterator]());
  }
  refill(from: ReadonlyMap<string, DictEntry>): void {
    super.clear();
    for (const [key, entry] of from) super.set(key, entry);
  }
}

const HOLDING: ReadonlySet<Value['kind']> = new Set(['list', 'dict', 'set', 'instance', 'iterator', 'tensor']);

/** From here on each entry of the table counts for itself. */
export function share(table: DictValue, id: string, effects: Effects): void {
  const entries = new SharedEntries(effects, id, table.entries);
  Object.defineProperty(table, 'entries', {
    get: () => entries,
    set: (others: ReadonlyMap<string, DictEntry>) => entries.replace(others),
    enumerable: true,
    configurable: true,
  });
}
