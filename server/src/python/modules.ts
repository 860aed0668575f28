/**
 * Modules. The main file runs eagerly; imported files are filled lazily: looking a name up runs the
 * statements that bind or change it, each at most once, in order, in a frame of their own that no fork,
 * loop or `try` of the importer surrounds.
 */
import { boundNames, type ModuleTree, type Part, partsOfTree } from '../syntax';
import { SHARED } from './effects';
import { indexOfNames, type NameIndex } from './index-of-names';
import type { ActiveFrame, Machine, NativeNames } from './machine';
import { type Registrations, registrationsOf } from './registrations';
import { parentOf, Registries, type Source } from './registries';
import type { ModuleValue, Scope, UnknownValue, Value } from './values';
import { list, str, tuple } from './values';

const MAIN = str('__main__');

/** A module that is read from a file on demand. */
interface LazyModule {
  readonly value: ModuleValue;
  readonly source: Source;
  readonly parts: readonly Part[];
  readonly index: NameIndex;
  readonly executed: boolean[];
  /** Names that were looked up. */
  readonly asked: Set<string>;
  /** Names as their statements left them, should a fork that is rolled back have forgotten them. */
  readonly filled: Map<string, Value>;
  readonly frame: ActiveFrame;
}

/** What was taken from one file. Statements that an edit leaves alone are the same objects after it. */
export interface ModuleUse {
  /** By name, the parts that bind or change it. */
  readonly names: ReadonlyMap<string, readonly object[]>;
  /** Parts that bring all names of another module; undefined: nothing was imported from the file. */
  readonly stars: readonly object[] | undefined;
  /** Where all of it has run. */
  readonly whole: readonly object[] | undefined;
  /** Where it was looked through for what it registers. */
  readonly registers: Registrations | undefined;
}

/** What the same look-ups would take from another version of the file. */
export function sameUse(
  { names, whole, registers }: ModuleUse,
  file: string,
  text: string,
  tree: ModuleTree,
): ModuleUse {
  const parts = partsOfTree(tree);
  const found = registers && registrationsOf(file, text);
  return useOf(names.keys(), parts, indexOfNames(parts), whole !== undefined, found);
}

function useOf(
  names: Iterable<string>,
  parts: readonly Part[],
  index: NameIndex,
  isWhole: boolean,
  registers: Registrations | undefined,
): ModuleUse {
  const at = (number: number): object[] => {
    const part = parts[number];
    return part ? [part.definition ? part : (part.statements()[0] ?? part)] : [];
  };
  return {
    names: new Map([...names].map((name) => [name, (index.parts.get(name) ?? []).flatMap(at)])),
    stars: index.stars.flatMap(at),
    whole: isWhole ? parts.flatMap((_, number) => at(number)) : undefined,
    registers,
  };
}

export class Modules {
  private readonly machine: Machine;
  private readonly byName = new Map<string, ModuleValue | UnknownValue | 'absent'>();
  private readonly lazy = new Map<Scope, LazyModule>();
  private readonly packages = new Map<Scope, string>();
  private readonly stars = new Map<Scope, (ModuleValue | UnknownValue)[]>();
  private readonly searching = new Set<string>();
  private readonly registries: Registries;

  constructor(machine: Machine) {
    this.machine = machine;
    this.registries = new Registries(machine, this.byName);
  }

  /** undefined: there is no such module. */
  import(name: string): ModuleValue | UnknownValue | undefined {
    let found = this.byName.get(name);
    if (found === undefined) {
      found = this.load(name) ?? 'absent';
      this.byName.set(name, found);
    }
    return found === 'absent' ? undefined : found;
  }

  private load(name: string): ModuleValue | UnknownValue | undefined {
    const { machine } = this;
    const native = machine.natives.module(name, machine);
    if (native !== undefined) return nativeModule(name, native);
    const source = name === '' ? 'absent' : machine.host.module(name);
    if (source === 'loading') return machine.unknown('loading', `the module ${name} has not been read yet`);
    if (source === 'absent') return undefined;
    return this.newLazy(name, source).value;
  }

  private newLazy(name: string, source: Source): LazyModule {
    const { file, isPackage } = source;
    const parts = partsOfTree(this.machine.treeOf(file, source.text));
    const scope = this.newModuleScope((wanted) => this.fill(lazy, wanted));
    const value = moduleValue(name, file, scope);
    const lazy: LazyModule = {
      value,
      source,
      parts,
      index: indexOfNames(parts),
      executed: [],
      asked: new Set(),
      filled: new Map(),
      frame: moduleFrame(value, file),
    };
    if (isPackage) scope.vars.set('__path__', list([str(file)]));
    this.lazy.set(scope, lazy);
    this.packages.set(scope, isPackage ? name : parentOf(name));
    return lazy;
  }

  /** The module that runs eagerly. `packageName`: where its relative imports start. */
  main(file: string, packageName: string): { readonly value: ModuleValue; readonly frame: ActiveFrame } {
    const scope = this.newModuleScope((wanted) => this.fromStars(scope, wanted), this.machine.effects?.newMain());
    this.machine.effects?.setMain(scope);
    this.packages.set(scope, packageName);
    const value = moduleValue('__main__', file, scope);
    this.registries.mainFile = file;
    scope.vars.set('__name__', MAIN);
    this.byName.set('__main__', value);
    return { value, frame: moduleFrame(value, file) };
  }

  private newModuleScope(resolve: (name: string) => Value | undefined, vars = new Map<string, Value>()): Scope {
    return { kind: 'scope', vars, parent: undefined, resolve };
  }

  /** The absolute name of what a relative import names. */
  absolute(scope: Scope, level: number, module: string): string {
    if (level === 0) return module;
    let base = this.packages.get(scope) ?? '';
    for (let i = 1; i < level; i++) base = parentOf(base);
    return base === '' ? module : module === '' ? base : `${base}.${module}`;
  }

  /** `module.name`: what it binds, then its submodules. */
  attribute(module: ModuleValue, name: string): Value | undefined {
    const { scope } = module;
    const bound = scope.vars.get(name) ?? this.explicit(scope, name);
    if (bound !== undefined) return bound;
    const native = this.ofNative(module, name);
    if (native !== undefined && native.kind !== 'unknown') return native;
    return this.submodule(module, name) ?? native ?? scope.resolve?.(name);
  }

  /** What a native module holds itself: no file is looked for where it is known. */
  private ofNative(module: ModuleValue, name: string): Value | undefined {
    if (module.file !== undefined || name.startsWith('__')) return undefined;
    const full = `${module.name}.${name}`;
    if (this.machine.natives.module(full, this.machine) !== undefined) return this.import(full);
    const value = module.scope.resolve?.(name);
    if (value !== undefined) this.machine.effects?.own(value, SHARED);
    return value;
  }

  private explicit(scope: Scope, name: string): Value | undefined {
    const lazy = this.lazy.get(scope);
    lazy?.asked.add(name);
    return lazy?.index.parts.has(name) ? this.fill(lazy, name) : undefined;
  }

  private submodule(module: ModuleValue, name: string): Value | undefined {
    if (module.name === '__main__' || name.startsWith('__')) return undefined;
    const lazy = this.lazy.get(module.scope);
    if (lazy !== undefined && !module.scope.vars.has('__path__')) return undefined;
    return this.import(`${module.name}.${name}`);
  }

  addStar(scope: Scope, module: ModuleValue | UnknownValue): void {
    const stars = this.stars.get(scope);
    if (stars === undefined) this.stars.set(scope, [module]);
    else if (!stars.includes(module)) stars.push(module);
    if (scope.vars.get('__name__') !== MAIN) return;
    this.machine.effects?.changeAll();
    if (module.kind === 'module') this.override(scope, module);
  }

  /** What the star brings replaces what was bound before it. Other modules keep their stars at the top. */
  private override(scope: Scope, module: ModuleValue): void {
    for (const name of this.unnoted(() => [...scope.vars.keys()])) {
      const value = name.startsWith('_') ? undefined : this.exported(module, name);
      if (value === undefined) continue;
      this.machine.touch(scope);
      scope.vars.set(name, value);
    }
  }

  private fill(lazy: LazyModule, name: string): Value | undefined {
    const { scope } = lazy.value;
    lazy.asked.add(name);
    const numbers = lazy.index.parts.get(name);
    if (numbers !== undefined) {
      for (const number of numbers) this.run(lazy, number);
      const value = scope.vars.get(name) ?? lazy.filled.get(name);
      if (value !== undefined) {
        scope.vars.set(name, value);
        this.registries.watchFilled(lazy.source, name, value);
        return value;
      }
    }
    if (lazy.index.stars.length === 0 || name.startsWith('__')) return undefined;
    for (const number of lazy.index.stars) this.run(lazy, number);
    return this.fromStars(scope, name);
  }

  private fromStars(scope: Scope, name: string): Value | undefined {
    const stars = this.stars.get(scope);
    return stars && this.unnoted(() => this.searchStars(stars, scope, name));
  }

  private unnoted<T>(run: () => T): T {
    const { effects } = this.machine;
    return effects ? effects.unnoted(run) : run();
  }

  private searchStars(stars: readonly (ModuleValue | UnknownValue)[], scope: Scope, name: string): Value | undefined {
    // The last star wins; a circle of stars holds nothing new.
    for (let i = stars.length - 1; i >= 0; i--) {
      const module = stars[i]!;
      if (module.kind === 'unknown') {
        if (this.machine.builtins.has(name)) continue;
        return module;
      }
      const value = this.exported(module, name);
      if (value === undefined) continue;
      scope.vars.set(name, value);
      return value;
    }
    return this.machine.builtins.has(name) ? undefined : this.tolerated(stars, name);
  }

  /** A name that a native module may have although it is not listed there. */
  private tolerated(stars: readonly (ModuleValue | UnknownValue)[], name: string): Value | undefined {
    for (const module of stars) {
      if (module.kind !== 'module' || this.lazy.has(module.scope) || name.startsWith('_')) continue;
      const value = module.scope.resolve?.(name);
      if (value?.kind === 'unknown') return value;
    }
    return undefined;
  }

  private exported(module: ModuleValue, name: string): Value | undefined {
    const key = `${module.name}:${name}`;
    if (this.searching.has(key)) return undefined;
    this.searching.add(key);
    try {
      const all = module.scope.vars.get('__all__') ?? this.allOf(module.scope);
      if (all?.kind === 'list' || all?.kind === 'tuple') {
        const named = all.items.some((item) => item.kind === 'str' && item.value === name);
        if (!named && !all.rest) return undefined;
      } else if (name.startsWith('_')) return undefined;
      return module.scope.vars.get(name) ?? module.scope.resolve?.(name);
    } finally {
      this.searching.delete(key);
    }
  }

  private allOf(scope: Scope): Value | undefined {
    return this.lazy.has(scope) ? this.explicit(scope, '__all__') : scope.resolve?.('__all__');
  }

  private run(lazy: LazyModule, number: number): void {
    const part = lazy.parts[number];
    if (lazy.executed[number] || part === undefined) return;
    lazy.executed[number] = true;
    const statements = part.statements();
    const { scope } = lazy.value;
    const { effects } = this.machine;
    const execute = (): void => void this.machine.execute(statements, scope);
    this.machine.aside(lazy.frame, effects ? () => effects.inModule(scope, execute) : execute);
    for (const name of boundNames(statements)) {
      const value = scope.vars.get(name);
      if (value === undefined) continue;
      lazy.filled.set(name, value);
      this.registries.watch(lazy.source, name, value);
      effects?.own(value, scope);
    }
  }

  /** What was taken from each imported file: of these names, these parts. */
  uses(): Map<string, ModuleUse> {
    const found = new Map<string, ModuleUse>();
    for (const [file, registers] of this.registries.found)
      found.set(file, { names: new Map(), stars: undefined, whole: undefined, registers });
    for (const { value, parts, index, asked, executed } of this.lazy.values()) {
      if (value.file === undefined) continue;
      const names = new Set(asked);
      parts.forEach((part, number) => {
        if (executed[number]) for (const name of boundNames(part.statements())) names.add(name);
      });
      const isWhole = executed.filter(Boolean).length === parts.length;
      found.set(value.file, useOf(names, parts, index, isWhole, this.registries.found.get(value.file)));
    }
    return found;
  }

  /** Runs what imported modules register under this name, if that has not happened yet. */
  register(name: string): boolean {
    const found = this.registries.take(name);
    if (found === undefined) return false;
    const run = (): void => {
      for (const { module, definition } of found) this.runRegistration(module, definition);
    };
    const { effects } = this.machine;
    if (effects) effects.asIfBefore(run);
    else run();
    return true;
  }

  private runRegistration(name: string, definition: string | undefined): void {
    const module = this.import(name);
    const lazy = module?.kind === 'module' ? this.lazy.get(module.scope) : undefined;
    if (lazy === undefined) return;
    const numbers =
      definition === undefined
        ? lazy.parts.flatMap((part, number) => (part.definition === undefined ? [number] : []))
        : (lazy.index.parts.get(definition) ?? []);
    for (const number of numbers) this.run(lazy, number);
  }

  /** Every part that has not run yet, for code that walks a module's names. */
  runAll(module: ModuleValue): void {
    const lazy = this.lazy.get(module.scope);
    lazy?.parts.forEach((_, number) => {
      this.run(lazy, number);
    });
  }
}

function moduleValue(name: string, file: string | undefined, scope: Scope): ModuleValue {
  scope.vars.set('__name__', str(name));
  if (file !== undefined) scope.vars.set('__file__', str(file));
  return { kind: 'module', name, file, scope };
}

function nativeModule(name: string, names: NativeNames): ModuleValue {
  const resolve = typeof names === 'function' ? names : (wanted: string) => names.get(wanted);
  const listed = typeof names === 'function' ? (names.names ?? (() => [])) : () => names.keys();
  const scope: Scope = { kind: 'scope', vars: new Map(), parent: undefined, resolve, names: listed };
  scope.vars.set('__path__', tuple([]));
  return moduleValue(name, undefined, scope);
}

function moduleFrame(module: ModuleValue, file: string): ActiveFrame {
  const start = { start: 0, end: 0 };
  return {
    name: '<module>',
    file,
    function: undefined,
    self: undefined,
    scope: module.scope,
    parent: undefined,
    callSite: undefined,
    statement: start,
    node: start,
    module,
    yields: undefined,
    defined: undefined,
    handling: undefined,
  };
}
