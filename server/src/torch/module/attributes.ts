/** Setting, finding and deleting attributes of a module (torch/nn/modules/module.py). */
import {
  type InstanceValue,
  type Interpreter,
  isSubclass,
  NONE,
  NotKnown,
  type UnknownValue,
  type Value,
} from '../../python';
import { isTensor, PARAMETER_CLASS } from '../tensor';
import {
  BROKEN,
  entryOf,
  isModule,
  markBroken,
  putEntry,
  quietUnknown,
  removeEntry,
  SLOTS,
  type Slot,
  slotOf,
  typeName,
} from './instance';
import { type Methods, methods, rawMethod } from './method';
import { isBuffer, isPersistentBuffer } from './parameter';

const isParameter = (value: Value): boolean =>
  value.kind === 'tensor'
    ? isSubclass(value.cls, PARAMETER_CLASS)
    : value.kind === 'unknown' && value.type === 'Parameter';

/** The dicts exist only after `Module.__init__()`. */
function requireSlot(
  self: InstanceValue,
  slot: Slot,
  what: string,
  interpreter: Interpreter,
): NonNullable<ReturnType<typeof slotOf>> {
  const found = slotOf(self, slot);
  if (found) return found;
  const gap = self.attrs.get(slot) ?? self.attrs.get(BROKEN) ?? self.cls.unknownBase;
  if (gap?.kind === 'unknown') throw new NotKnown(gap);
  const refused = interpreter.refuse(
    {
      code: 'CS114',
      message: `cannot assign ${what} before Module.__init__() call`,
      why: `${self.cls.name}.__init__ must call super().__init__() first: it makes the dicts that hold parameters and submodules.`,
      fix: { kind: 'insert-super-init', cls: self.cls.name },
    },
    'AttributeError',
  );
  markBroken(self, refused, interpreter);
  throw new NotKnown(refused);
}

function removeElsewhere(self: InstanceValue, name: string, kept: Slot, interpreter: Interpreter): void {
  if (self.attrs.has(name)) {
    interpreter.touch(self);
    self.attrs.delete(name);
  }
  for (const slot of SLOTS) if (slot !== kept) removeEntry(slotOf(self, slot), name, interpreter);
  const transient = self.attrs.get('_non_persistent_buffers_set');
  if (kept !== '_buffers' && transient?.kind === 'set' && transient.items.has(`s:${name}`)) {
    interpreter.touch(transient);
    transient.items.delete(`s:${name}`);
  }
}

/** `module.name = value` */
export function assign(self: InstanceValue, name: string, value: Value, interpreter: Interpreter): void {
  if (isParameter(value)) {
    const target = requireSlot(self, '_parameters', 'parameters', interpreter);
    removeElsewhere(self, name, '_parameters', interpreter);
    putEntry(target, name, value, interpreter);
    return;
  }
  if (isModule(value)) {
    const target = requireSlot(self, '_modules', 'module', interpreter);
    removeElsewhere(self, name, '_modules', interpreter);
    putEntry(target, name, value, interpreter);
    return;
  }
  if (isBuffer(value)) {
    registerBuffer(self, name, value, isPersistentBuffer(value), interpreter);
    return;
  }
  for (const [slot, what, accepted] of REPLACED) {
    const target = slotOf(self, slot);
    if (!target?.entries.has(`s:${name}`)) continue;
    const fits = slot === '_buffers' && isTensor(value);
    if (value.kind !== 'none' && value.kind !== 'unknown' && !fits) {
      interpreter.raise(
        'TypeError',
        `cannot assign '${typeName(value, interpreter)}' as ${what} '${name}' (${accepted} or None expected)`,
      );
    }
    putEntry(target, name, value, interpreter);
    return;
  }
  interpreter.setAttributeDefault(self, name, value);
}

/** What an existing entry takes in its place. */
const REPLACED = [
  ['_parameters', 'parameter', 'torch.nn.Parameter'],
  ['_modules', 'child module', 'torch.nn.Module'],
  ['_buffers', 'buffer', 'torch.nn.Buffer, torch.Tensor'],
] as const;

/** What `__getattr__` finds; undefined where Python raises AttributeError. */
export function findEntry(self: InstanceValue, name: string): Value | undefined {
  let rest: UnknownValue | undefined;
  const key = `s:${name}`;
  for (const slot of SLOTS) {
    const entries = slotOf(self, slot);
    const found = entries?.entries.get(key);
    if (found) return found.value;
    rest ??= entries?.rest;
  }
  return rest ?? self.attrs.get(BROKEN) ?? self.cls.unknownBase;
}

export function registerBuffer(
  self: InstanceValue,
  name: string,
  value: Value,
  persistent: boolean,
  interpreter: Interpreter,
): void {
  const target = requireSlot(self, '_buffers', 'buffer', interpreter);
  refuseTaken(self, '_buffers', name, interpreter);
  if (value.kind !== 'tensor' && value.kind !== 'none' && value.kind !== 'unknown') {
    interpreter.raise(
      'TypeError',
      `cannot assign '${typeName(value, interpreter)}' object to buffer '${name}' (torch Tensor or None required)`,
    );
  }
  putEntry(target, name, value, interpreter);
  const transient = self.attrs.get('_non_persistent_buffers_set');
  if (transient?.kind !== 'set') return;
  interpreter.touch(transient);
  if (persistent) transient.items.delete(`s:${name}`);
  else transient.items.set(`s:${name}`, { kind: 'str', value: name });
}

export function registerParameter(self: InstanceValue, name: string, value: Value, interpreter: Interpreter): void {
  const target = requireSlot(self, '_parameters', 'parameter', interpreter);
  refuseTaken(self, '_parameters', name, interpreter);
  if (!isParameter(value) && value.kind !== 'none' && value.kind !== 'unknown') {
    interpreter.raise(
      'TypeError',
      `cannot assign '${typeName(value, interpreter)}' object to parameter '${name}' (torch.nn.Parameter or None required)`,
    );
  }
  putEntry(target, name, value, interpreter);
}

export function addModule(self: InstanceValue, name: string, value: Value, interpreter: Interpreter): void {
  if (!isModule(value) && value.kind !== 'none' && value.kind !== 'unknown') {
    interpreter.raise('TypeError', `${typeName(value, interpreter)} is not a Module subclass`);
  }
  const target = requireSlot(self, '_modules', 'module', interpreter);
  refuseTaken(self, '_modules', name, interpreter);
  if (name.includes('.')) interpreter.raise('KeyError', `module name can't contain ".", got: ${name}`);
  if (name === '') interpreter.raise('KeyError', 'module name can\'t be empty string ""');
  putEntry(target, name, value, interpreter);
}

/** `hasattr(self, name) and name not in self._modules` */
function refuseTaken(self: InstanceValue, slot: Slot, name: string, interpreter: Interpreter): void {
  if (slotOf(self, slot)?.entries.has(`s:${name}`)) return;
  const found = interpreter.findAttribute(self, name);
  if (found !== undefined && found.kind !== 'unknown')
    interpreter.raise('KeyError', `attribute '${name}' already exists`);
}

/** A name that is not known: anything may now be in there. */
export function knownName(self: InstanceValue, slot: Slot, name: Value, interpreter: Interpreter): string {
  if (name.kind === 'str') return name.value;
  if (name.kind !== 'unknown')
    return interpreter.raise('TypeError', `name should be a string. Got ${typeName(name, interpreter)}`);
  const entries = slotOf(self, slot);
  if (entries) {
    interpreter.touch(entries);
    entries.rest ??= name;
  }
  throw new NotKnown(name);
}

const REGISTER: Methods = {
  register_buffer: [
    '(name, tensor, persistent=True)',
    (self, a, interpreter) => {
      registerBuffer(
        self,
        knownName(self, '_buffers', a.raw('name'), interpreter),
        a.raw('tensor'),
        a.bool('persistent'),
        interpreter,
      );
      return NONE;
    },
  ],
  register_parameter: [
    '(name, param)',
    (self, a, interpreter) => {
      registerParameter(self, knownName(self, '_parameters', a.raw('name'), interpreter), a.raw('param'), interpreter);
      return NONE;
    },
  ],
  add_module: [
    '(name, module)',
    (self, a, interpreter) => {
      addModule(self, knownName(self, '_modules', a.raw('name'), interpreter), a.raw('module'), interpreter);
      return NONE;
    },
  ],
  register_module: [
    '(name, module)',
    (self, a, interpreter) => {
      addModule(self, knownName(self, '_modules', a.raw('name'), interpreter), a.raw('module'), interpreter);
      return NONE;
    },
  ],
  __delattr__: [
    '(name)',
    (self, a, interpreter) => {
      const name = a.str('name');
      const slot = SLOTS.find((s) => entryOf(self, s, name) !== undefined);
      if (slot) removeEntry(slotOf(self, slot), name, interpreter);
      else if (self.attrs.has(name)) {
        interpreter.touch(self);
        self.attrs.delete(name);
      } else if (!self.attrs.has(BROKEN))
        interpreter.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
      return NONE;
    },
  ],
};

export const ATTRIBUTE_METHODS = [
  [
    '__setattr__',
    rawMethod('__setattr__', ([self, name, value], _keywords, interpreter) => {
      if (self?.kind !== 'instance' || name?.kind !== 'str' || !value)
        return quietUnknown('an attribute that is not known was set');
      try {
        assign(self, name.value, value, interpreter);
      } catch (signal) {
        if (signal instanceof NotKnown) return signal.value;
        throw signal;
      }
      return NONE;
    }),
  ],
  [
    '__getattr__',
    {
      ...rawMethod('__getattr__', ([self, name], _keywords, interpreter) => {
        if (self?.kind !== 'instance' || name?.kind !== 'str')
          return quietUnknown('an attribute that is not known was read');
        return (
          findEntry(self, name.value) ??
          interpreter.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name.value}'`)
        );
      }),
      find: (self: Value, name: string) =>
        self.kind === 'instance' ? findEntry(self, name) : quietUnknown('an attribute that is not known was read'),
    },
  ],
  ...methods(REGISTER),
] as const;
