/** What every class has from `object` and `type`, and `super`: the parts that need the interpreter itself. */
import { isSubclass } from './classes';
import type { Interpreter, Keywords } from './interpreter';
import type { ActiveFrame, Machine } from './machine';
import type { NativeFunction } from './native';
import type { ClassValue, InstanceValue, Value } from './values';
import { FALSE, NONE, NOT_IMPLEMENTED, str, TRUE } from './values';

/** What `super()` gives: attributes of `self` as found past `owner`. */
export class SuperView {
  readonly owner: ClassValue;
  readonly self: Value;
  constructor(owner: ClassValue, self: Value) {
    this.owner = owner;
    this.self = self;
  }
}

type Invoke = (args: readonly Value[], keywords: Keywords, interpreter: Interpreter) => Value;

const core = (name: string, invoke: Invoke, binds = true): readonly [string, NativeFunction] => [
  name,
  { kind: 'native', name, signature: undefined, binds, invoke },
];

const ABSENT: Value = NONE;
const nameOf = (value: Value | undefined): string => (value?.kind === 'str' ? value.value : '');

export function newInstance(cls: ClassValue): InstanceValue {
  return { kind: 'instance', cls, attrs: new Map() };
}

const ofObject = new Map<string, NativeFunction>([
  core(
    '__new__',
    ([cls], _, interpreter) => (cls?.kind === 'class' ? interpreter.fresh(newInstance(cls)) : (cls ?? NONE)),
    false,
  ),
  core('__init__', () => NONE),
  core('__init_subclass__', () => NONE),
  core('__setattr__', ([self, name, value], _, interpreter) => {
    if (self && value) interpreter.setAttributeDefault(self, nameOf(name), value);
    return NONE;
  }),
  core('__delattr__', ([self, name], _, interpreter) => {
    if (self) interpreter.deleteAttributeDefault(self, nameOf(name));
    return NONE;
  }),
  core('__getattribute__', ([self, name], _, interpreter) => {
    const found = self && interpreter.getAttributeDefault(self, nameOf(name));
    return found ?? interpreter.raise('AttributeError', nameOf(name));
  }),
  core('__eq__', ([a, b]) => (a === b ? TRUE : NOT_IMPLEMENTED)),
  core('__ne__', ([a, b]) => (a === b ? FALSE : NOT_IMPLEMENTED)),
  core('__repr__', ([self], _, interpreter) => text(self, interpreter)),
  core('__str__', ([self], _, interpreter) => text(self, interpreter)),
]);

function text(self: Value | undefined, interpreter: Interpreter): Value {
  const known = self && interpreter.text(self);
  return known === undefined ? interpreter.unknown('undecided', 'this text is not known', 'str') : str(known);
}

const ofType = new Map<string, NativeFunction>([
  core('__new__', ([, name, bases, dict], _, interpreter) => typeNew(name, bases, dict, interpreter), false),
  core('__init__', () => NONE),
  core('__call__', ([cls = ABSENT, ...args], keywords, interpreter) => interpreter.call(cls, args, keywords)),
]);

/** `type.__new__(mcs, name, bases, dict)`. */
function typeNew(
  name: Value | undefined,
  bases: Value | undefined,
  dict: Value | undefined,
  interpreter: Interpreter,
): Value {
  const classes = (bases?.kind === 'tuple' ? bases.items : []).filter((base) => base.kind === 'class');
  const entries = dict?.kind === 'dict' ? [...dict.entries.values()] : [];
  const pairs = entries.flatMap(({ key, value }) => (key.kind === 'str' ? [[key.value, value] as const] : []));
  return interpreter.makeClass(nameOf(name), classes, pairs);
}

/** What `object` (for a metaclass: `type`) provides where no class in the order does. */
export function findCore(machine: Machine, cls: ClassValue, name: string): Value | undefined {
  const found = (isSubclass(cls, machine.builtin('type')) ? ofType.get(name) : undefined) ?? ofObject.get(name);
  return found;
}

/** `super()` and `super(C, self)`. */
export function superOf(machine: Machine, args: readonly Value[]): Value {
  const [cls, object] = args;
  const owner = cls ?? machine.frame.function?.owner;
  const self = object ?? firstArgument(machine.frame);
  if (owner?.kind === 'unknown') return owner;
  if (self?.kind === 'unknown') return self;
  if (owner?.kind !== 'class' || self === undefined) return machine.raise('RuntimeError', 'super(): no arguments');
  return { kind: 'instance', cls: machine.builtin('super'), attrs: new Map(), native: new SuperView(owner, self) };
}

function firstArgument(frame: ActiveFrame): Value | undefined {
  const first = frame.function?.parameters[0];
  if (first === undefined) return undefined;
  const value = frame.scope.vars.get(first.name);
  return first.kind === 'var-positional' && value?.kind === 'tuple' ? value.items[0] : value;
}
