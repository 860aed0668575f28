/** Runs Python text with the library alone: no files, no torch. */
import type { Observer } from '../../../../server/src/python/interpreter';
import { pythonLibrary } from '../../../../server/src/python/library';
import { reprOf } from '../../../../server/src/python/library/repr';
import { createInterpreter, type ReaderInterpreter } from '../../../../server/src/python/reader';
import type { ModuleValue, Value } from '../../../../server/src/python/values';

const nothing = () => {};
const observer: Observer = {
  bind: nothing,
  enterFunction: nothing,
  leaveFunction: nothing,
  defineClass: nothing,
  problem: nothing,
  unknown: nothing,
  fork: nothing,
  branch: nothing,
  join: nothing,
  enterUnknownLoop: nothing,
  leaveUnknownLoop: nothing,
  lost: nothing,
};

export interface Reading {
  readonly interpreter: ReaderInterpreter;
  readonly module: ModuleValue;
  value(expression: string): Value;
  /** As Python's `repr`; `? reason` for what is not known. */
  repr(value: Value | undefined): string;
}

/** `names`: bound before the text runs, for values that Python text cannot write (symbols, Unknowns). */
export function read(source: string, names: Readonly<Record<string, Value>> = {}): Reading {
  const library = pythonLibrary();
  const natives = { ...library, builtins: new Map([...library.builtins, ...Object.entries(names)]) };
  const interpreter = createInterpreter({
    host: { module: () => 'absent', dataFile: () => 'absent' },
    observer,
    natives,
  });
  const module = interpreter.runMain('main.py', source);
  return {
    interpreter,
    module,
    value: (expression) => interpreter.evaluate(expression, module),
    repr(value) {
      if (value === undefined) return '? not bound';
      if (value.kind === 'unknown') return `? ${value.cause.reason}`;
      return interpreter.guarded(() => reprOf(value, interpreter)) ?? '? no text';
    },
  };
}
