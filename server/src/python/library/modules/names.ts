/** What a native module is made of. */
import type { Interpreter } from '../../interpreter';
import { native } from '../../native';
import { type CauseKind, list, str, unknown, type Value } from '../../values';
import type { Builtins } from '../builtins';

export type ModuleFactory = (interpreter: Interpreter) => ModuleNames;
/** Modules by dotted name. */
type Modules = Readonly<Record<string, ModuleFactory>>;
export type ModuleFamily = (builtins: Builtins) => Modules;

/**
 * A module's names. One that is not listed is Unknown rather than an AttributeError, for Python's
 * library is larger than what is known here.
 */
export class ModuleNames extends Map<string, Value> {
  private readonly otherwise: (name: string) => Value | undefined;
  private never: ReadonlySet<string> = new Set();
  private make: ((interpreter: Interpreter) => Iterable<readonly [string, Value]>) | undefined;

  constructor(names: Iterable<readonly [string, Value]>, otherwise: (name: string) => Value | undefined) {
    super(names);
    // What `from module import *` binds: never the tolerant part.
    super.set('__all__', list([...this.keys()].map(str)));
    this.otherwise = otherwise;
  }

  /** Names that are known to be elsewhere: after `from math import *`, `print` is still Python's own. */
  leaveOut(names: ReadonlySet<string>): this {
    this.never = names;
    return this;
  }

  /**
   * What a program may change must not reach the next reading: these names get a new value each time the
   * module is imported into an interpreter. Everything else, classes above all, stays the same.
   */
  renewing(make: (interpreter: Interpreter) => Iterable<readonly [string, Value]>): this {
    this.make = make;
    return this;
  }

  renewed(interpreter: Interpreter): ModuleNames {
    if (this.make === undefined) return this;
    return new ModuleNames([...this, ...this.make(interpreter)], this.otherwise).leaveOut(this.never);
  }

  override get(name: string): Value | undefined {
    return super.get(name) ?? (this.never.has(name) || /^__\w+__$/.test(name) ? undefined : this.otherwise(name));
  }
}

export function moduleNames(module: string, names: Iterable<readonly [string, Value]>): ModuleNames {
  return new ModuleNames(names, (name) => unknown('missing', `${module}.${name} is not known to Convscope`));
}

/** A module of which only this is known: what it gives depends on the machine that runs the program. */
export function opaqueModule(
  module: string,
  kind: CauseKind,
  reason: string,
  names: Iterable<readonly [string, Value]> = [],
): ModuleNames {
  const made = new Map<string, Value>();
  return new ModuleNames(names, (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const call = native(name, '(*args, **kwargs)', (_args, interpreter) =>
      interpreter.unknown(kind, `${module}.${name} ${reason}`),
    );
    made.set(name, call);
    return call;
  });
}

/** A native for each name whose result is Unknown. */
export function opaqueFunctions(
  module: string,
  names: string,
  kind: CauseKind,
  reason: string,
): (readonly [string, Value])[] {
  return names
    .split(' ')
    .map(
      (name) =>
        [
          name,
          native(name, '(*args, **kwargs)', (_args, interpreter) =>
            interpreter.unknown(kind, `${module}.${name} ${reason}`),
          ),
        ] as const,
    );
}
