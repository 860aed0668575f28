/** `type(value)` and `isinstance`. */
import { isSubclass, lookupClass } from './classes';
import type { Machine } from './machine';
import type { ClassValue, UnknownValue, Value } from './values';

const NAMES: Readonly<Record<Exclude<Value['kind'], 'unknown' | 'instance' | 'tensor' | 'class'>, string>> = {
  none: 'NoneType',
  ellipsis: 'ellipsis',
  'not-implemented': 'NotImplementedType',
  bool: 'bool',
  int: 'int',
  float: 'float',
  str: 'str',
  bytes: 'bytes',
  list: 'list',
  tuple: 'tuple',
  set: 'set',
  dict: 'dict',
  slice: 'slice',
  range: 'range',
  iterator: 'generator',
  function: 'function',
  native: 'builtin_function_or_method',
  method: 'method',
  partial: 'partial',
  property: 'property',
  staticmethod: 'staticmethod',
  classmethod: 'classmethod',
  module: 'module',
};

export function typeOf(machine: Machine, value: Value): ClassValue | UnknownValue {
  switch (value.kind) {
    case 'instance':
    case 'tensor':
      return value.cls;
    case 'class':
      return value.metaclass?.kind === 'class' ? value.metaclass : machine.builtin('type');
    case 'unknown': {
      const known = value.type === undefined ? undefined : machine.builtins.get(value.type);
      return known?.kind === 'class' ? known : { kind: 'unknown', cause: value.cause };
    }
    case 'list':
    case 'tuple':
    case 'dict':
      return value.cls ?? machine.builtin(NAMES[value.kind]);
    case 'set':
      return machine.builtin(value.frozen ? 'frozenset' : 'set');
    default:
      return machine.builtin(NAMES[value.kind]);
  }
}

/** Three-valued `isinstance`; `cls` may be a tuple. */
export function isInstance(machine: Machine, value: Value, cls: Value): boolean | undefined {
  if (cls.kind === 'tuple') {
    let result: boolean | undefined = false;
    for (const one of cls.items) {
      const verdict = isInstance(machine, value, one);
      if (verdict === true) return true;
      if (verdict === undefined) result = undefined;
    }
    return cls.rest ? undefined : result;
  }
  if (cls.kind !== 'class') return cls.kind === 'none' ? value.kind === 'none' : undefined;
  const hook = cls.metaclass?.kind === 'class' ? lookupClass(cls.metaclass, '__instancecheck__') : undefined;
  if (hook !== undefined) return machine.truth(machine.call(machine.bindTo(cls, hook), [value]));
  if (value.kind === 'unknown' && value.type === cls.name) return true;
  const type = typeOf(machine, value);
  if (type.kind === 'unknown') return undefined;
  if (isSubclass(type, cls)) return true;
  return type.unknownBase ? undefined : false;
}
