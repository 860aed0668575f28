/**
 * Python's builtins and the parts of its standard library that model code uses.
 *
 * Builtin classes keep their methods in `dict` as natives whose first parameter is `self`, data
 * attributes as properties with native getters, and `__new__` as a native that never binds. Calling a
 * class is Python's protocol: the metaclass's `__call__`, else `__new__`, then `__init__` where the
 * result is an instance. Enum, NamedTuple and their like work by `__init_subclass__`, which receives
 * the finished class; fields come from `__annotations__` in the class's dict.
 */
import { lookupClass } from '../classes';
import type { Interpreter } from '../interpreter';
import type { NativeLibrary } from '../machine';
import { isNumber } from '../numbers';
import type { Value } from '../values';
import { makeBuiltins } from './builtins';
import { moduleFactories } from './modules';
import type { ModuleNames } from './modules/names';
import { natives } from './support';

export function pythonLibrary(): NativeLibrary {
  const builtins = makeBuiltins();
  const factories = moduleFactories(builtins);
  // `super` and `eval` are builtins too, made by the interpreter itself.
  const notInModules = new Set([...builtins.names.keys(), 'super', 'eval']);
  const loaded = new Map<string, ModuleNames>();
  return {
    builtins: builtins.names,
    module(name, interpreter) {
      const made = loaded.get(name) ?? factories.get(name)?.(interpreter).leaveOut(notInModules);
      if (made !== undefined) loaded.set(name, made);
      return made?.renewed(interpreter);
    },
    attribute: builtinAttribute,
  };
}

/** Methods and attributes of builtin kinds, bound. */
function builtinAttribute(value: Value, name: string, interpreter: Interpreter): Value | undefined {
  const cls = interpreter.typeOf(value);
  if (cls.kind === 'unknown') return undefined;
  const found = lookupClass(cls, name) ?? (isNumber(value) ? NUMPY_SCALAR.get(name) : undefined);
  return found === undefined ? undefined : interpreter.bindTo(value, found);
}

/** NumPy's numbers are plain numbers here, but for these methods. */
const NUMPY_SCALAR = natives({
  item: ['(self)', (args) => args.raw('self')],
  tolist: ['(self)', (args) => args.raw('self')],
});
