/** `import` and `from … import …`. */
import type { Import, ImportFrom } from '../syntax';
import { fork } from './branches';
import type { Machine } from './machine';
import { bindName } from './names';
import type { ModuleValue, Scope, UnknownValue, Value } from './values';

export function executeImport(machine: Machine, { names }: Import, scope: Scope): void {
  for (const { name, asName } of names) {
    const module = importModule(machine, name);
    if (asName !== undefined) bindName(machine, scope, asName, module);
    else
      bindName(
        machine,
        scope,
        firstPart(name),
        module.kind === 'unknown' || !name.includes('.') ? module : root(machine, name, module),
      );
  }
}

/** `import a.b` binds `a`. A package of which only the submodule can be found is empty but for that. */
function root(machine: Machine, name: string, leaf: ModuleValue): Value {
  const parts = name.split('.');
  const found = machine.modules.import(parts[0] ?? name);
  if (found !== undefined) return found;
  let value: Value = leaf;
  for (let i = parts.length - 1; i > 0; i--) {
    const vars: Map<string, Value> = new Map([[parts[i]!, value]]);
    value = {
      kind: 'module',
      name: parts.slice(0, i).join('.'),
      file: undefined,
      scope: { kind: 'scope', vars, parent: undefined },
    };
  }
  return value;
}

const firstPart = (name: string): string => name.split('.', 1)[0] ?? name;

/** Where there is none: ModuleNotFoundError if the code may catch it, else Unknown. */
export function importModule(machine: Machine, name: string): ModuleValue | UnknownValue {
  const module = machine.modules.import(name);
  if (module !== undefined) return module;
  failIfCaught(machine, 'ModuleNotFoundError', `No module named '${name}'`);
  return withName(machine.unknown('import', `no module named ${name} is found`), name);
}

/**
 * Code that is ready for a failed import goes the way of failure. Where the program runs, the module may well be
 * there: while doubting, both may happen.
 */
function failIfCaught(machine: Machine, exception: 'ModuleNotFoundError' | 'ImportError', message: string): void {
  if (!machine.mayCatch(machine.builtin(exception))) return;
  const fail = () => machine.raise(exception, message);
  if (!machine.doubts()) fail();
  const undecided = machine.unknown('import', message);
  fork(machine, { place: machine.place(), undecided }, [fail, () => undefined]);
}

export function executeImportFrom(machine: Machine, node: ImportFrom, scope: Scope): void {
  const name = machine.modules.absolute(machine.frame.module.scope, node.level, node.module);
  // `from . import x` in a package or folder without `__init__`: submodules only.
  const module = name === '' ? undefined : importModuleOrPackage(machine, name, node);
  for (const alias of node.names) {
    if (alias.name === '*') {
      if (module) machine.modules.addStar(machine.frame.module.scope, module);
      continue;
    }
    const value = module ? importName(machine, module, name, alias.name) : importModule(machine, alias.name);
    bindName(machine, scope, alias.asName ?? alias.name, value);
  }
}

/** A folder without `__init__` is no module of its own, but its files are. */
function importModuleOrPackage(machine: Machine, name: string, node: ImportFrom): ModuleValue | UnknownValue {
  const module = machine.modules.import(name);
  if (module !== undefined) return module;
  const isFolder = node.names.some(
    (alias) => alias.name !== '*' && machine.modules.import(`${name}.${alias.name}`) !== undefined,
  );
  if (!isFolder) return importModule(machine, name);
  return {
    kind: 'module',
    name,
    file: undefined,
    scope: { kind: 'scope', vars: new Map([['__path__', { kind: 'none' } as const]]), parent: undefined },
  };
}

function importName(machine: Machine, module: ModuleValue | UnknownValue, moduleName: string, name: string): Value {
  if (module.kind === 'unknown') return module;
  const found = machine.findAttribute(module, name);
  if (found !== undefined) return found;
  const message = `cannot import name '${name}' from '${moduleName}'`;
  failIfCaught(machine, 'ImportError', message);
  // The other names of the statement are imported all the same.
  return withName(machine.unknown('missing', message), `${moduleName}.${name}`);
}

const withName = (value: UnknownValue, imported: string): UnknownValue => ({
  ...value,
  cause: { ...value.cause, imported },
});
