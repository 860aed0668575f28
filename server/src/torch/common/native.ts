/** Natives that are not ops: attributes that are computed, functions that say how a value prints. */
import {
  type Arguments,
  type Interpreter,
  type NativeFunction,
  native,
  type PropertyValue,
  str,
  type Value,
} from '../../python';

/** A function of a module: it does not bind. */
export function plainNative(
  name: string,
  signature: string,
  run: (a: Arguments, interpreter: Interpreter) => Value,
): NativeFunction {
  return native(name, signature, run, { binds: false });
}

export function getter(name: string, read: (self: Value, interpreter: Interpreter) => Value): PropertyValue {
  const get = native(name, '(self)', (a, interpreter) => read(a.raw('self'), interpreter));
  return { kind: 'property', getter: get, setter: undefined, cached: false };
}

export function printed(name: string, write: (self: Value) => string): NativeFunction {
  return native(name, '(self)', (a) => str(write(a.raw('self'))));
}
