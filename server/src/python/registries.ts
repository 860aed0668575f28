/**
 * Tables that imported modules fill. They are read name by name: what is looked for by its name is registered then,
 * and how much else there is to register is not known.
 */
import { type ModuleTree, partsOfTree } from '../syntax';
import { WAITING } from './containers';
import type { Host, Machine } from './machine';
import { type Registrations, registrationsOf } from './registrations';
import { share } from './shared-tables';
import type { DictValue, ListValue, ModuleValue, SetValue, UnknownValue, Value } from './values';

export type Source = Exclude<ReturnType<Host['module']>, string>;

/** Where something is registered: under which definition, or among a module's other statements. */
export interface Registration {
  readonly module: string;
  readonly definition: string | undefined;
}

type Table = ListValue | DictValue | SetValue;

export class Registries {
  /** What the program itself registers, it registers as it runs. */
  mainFile = '';
  private readonly machine: Machine;
  private readonly imported: ReadonlyMap<string, ModuleValue | UnknownValue | 'absent'>;
  private readonly registrations = new Map<string, Registration[]>();
  /** All that decorators and calls of imported modules mention. */
  private readonly words = new Set<string>();
  /** Modules whose text has been looked through for what they register. */
  private readonly looked = new Set<string>();
  /** What was found in which file. */
  readonly found = new Map<string, Registrations>();
  private lookedAt = 0;
  private readonly watched = new WeakSet<Value>();

  constructor(machine: Machine, imported: ReadonlyMap<string, ModuleValue | UnknownValue | 'absent'>) {
    this.machine = machine;
    this.imported = imported;
  }

  /** What has to run for what is registered under this name; each time something else. */
  take(name: string): readonly Registration[] | undefined {
    this.look();
    const found = this.registrations.get(name);
    this.registrations.delete(name);
    return found;
  }

  /**
   * A module counts as imported that is read, that holds one that is, or that the package's `__init__` of such a one
   * imports.
   */
  private look(): void {
    if (this.lookedAt === this.imported.size) return;
    for (const module of [...this.imported.keys()]) this.lookThrough(module);
    this.lookedAt = this.imported.size;
  }

  private lookThrough(name: string): void {
    if (this.looked.has(name) || name === '' || name === '__main__') return;
    this.looked.add(name);
    this.lookThrough(parentOf(name));
    const { machine } = this;
    if (machine.natives.module(name, machine) !== undefined) return;
    const source = machine.host.module(name);
    if (source === 'absent' || source === 'loading' || source.file === this.mainFile) return;
    const found = registrationsOf(source.file, source.text);
    this.found.set(source.file, found);
    const { names, words } = found;
    for (const [key, definition] of names) {
      const known = this.registrations.get(key);
      if (known === undefined) this.registrations.set(key, [{ module: name, definition }]);
      else known.push({ module: name, definition });
    }
    for (const word of words) this.words.add(word);
    if (!source.isPackage) return;
    for (const module of importedBy(name, machine.treeOf(source.file, source.text))) this.lookThrough(module);
  }

  /** What an imported module binds to a name, where others may add to it. */
  watch(source: Source, name: string, value: Value): void {
    if (value.kind === 'instance') this.watchAttributes(source, name, value);
    if (!isTable(value)) return;
    const by = registrationsOf(source.file, source.text).grows.get(name);
    if (by) this.leaveOpen(value, by, `${source.file} ${name}`);
  }

  /** The same once all of the module's own statements about the name have run: what is empty then is for others to fill. */
  watchFilled(source: Source, name: string, value: Value): void {
    if (isTable(value) && !this.watched.has(value) && sizeOf(value) === 0)
      this.leaveOpen(value, new Set([name]), `${source.file} ${name}`);
  }

  /** `MODELS = Registry()`. */
  private watchAttributes(source: Source, name: string, { cls, attrs }: Extract<Value, { kind: 'instance' }>): void {
    if (cls.place === undefined) return;
    let found: Registrations | undefined;
    for (const [attribute, value] of attrs) {
      if (!isTable(value) || this.watched.has(value)) continue;
      found ??= registrationsOf(source.file, source.text);
      if (sizeOf(value) === 0 || found.ownGrows.has(attribute))
        this.leaveOpen(value, new Set([name]), `${source.file} ${name}.${attribute}`);
    }
  }

  /** Whether there may be more in it is asked when it is looked at as a whole. */
  private leaveOpen(table: Table, by: ReadonlySet<string>, id: string): void {
    if (this.watched.has(table)) return;
    this.watched.add(table);
    const { effects } = this.machine;
    if (effects && table.kind === 'dict' && table.cls === undefined) share(table, id, effects);
    let own = table.rest;
    Object.defineProperty(table, 'rest', {
      get: () => own ?? (this.isMentioned(by) ? WAITING : undefined),
      set: (rest: UnknownValue | undefined) => {
        own = rest === WAITING ? undefined : rest;
      },
      enumerable: true,
      configurable: true,
    });
  }

  private isMentioned(by: ReadonlySet<string>): boolean {
    this.look();
    for (const word of by) if (this.words.has(word)) return true;
    return false;
  }
}

const isTable = (value: Value): value is Table =>
  value.kind === 'dict' || value.kind === 'list' || value.kind === 'set';

const sizeOf = (table: Table): number => (table.kind === 'dict' ? table.entries.size : [...table.items.keys()].length);

/** What a package's `__init__` imports of the package itself. */
function importedBy(name: string, tree: ModuleTree): string[] {
  return partsOfTree(tree).flatMap((part) =>
    part.definition !== undefined
      ? []
      : part.statements().flatMap((statement) => {
          if (statement.kind === 'Import') return statement.names.map((alias) => alias.name).filter(isInside(name));
          if (statement.kind !== 'ImportFrom' || statement.level > 1) return [];
          const base = statement.level === 0 ? statement.module : [name, statement.module].filter(Boolean).join('.');
          return [base, ...statement.names.map((alias) => `${base}.${alias.name}`)].filter(isInside(name));
        }),
  );
}

const isInside =
  (name: string) =>
  (module: string): boolean =>
    module.startsWith(`${name.split('.', 1)[0]}.`);

export function parentOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(0, dot);
}
