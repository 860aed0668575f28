/** Attributes: the descriptor protocol, and what every kind of value has. */

import { attributeOfEither } from './aliases';
import { lookupAfter, lookupClass } from './classes';
import { findCore, SuperView } from './core';
import { absorbed } from './items';
import { linkedItem } from './live-dict';
import type { Machine } from './machine';
import { leadsOn } from './objects';
import { specialAttribute } from './specials';
import { PARTIAL } from './stepping';
import type {
  ClassValue,
  DictValue,
  InstanceValue,
  ListValue,
  ModuleValue,
  PropertyValue,
  TensorValue,
  Value,
} from './values';

type Instance = InstanceValue | TensorValue;

export function getAttribute(machine: Machine, object: Value, name: string): Value {
  return findAttribute(machine, object, name) ?? missing(machine, object, name);
}

function missing(machine: Machine, object: Value, name: string): never {
  if (object.kind === 'module')
    return machine.raise('AttributeError', `module '${object.name}' has no attribute '${name}'`);
  if (object.kind === 'class')
    return machine.raise('AttributeError', `type object '${object.name}' has no attribute '${name}'`);
  const cls = machine.typeOf(object);
  return machine.raise(
    'AttributeError',
    `'${cls.kind === 'class' ? cls.name : 'object'}' object has no attribute '${name}'`,
  );
}

export function findAttribute(machine: Machine, object: Value, name: string): Value | undefined {
  switch (object.kind) {
    case 'unknown':
      return leadsOn(object) ? attributeOfEither(machine, object, name) : absorbed(object);
    case 'instance':
    case 'tensor':
      return findOnInstance(machine, object, name);
    case 'module':
      return findOnModule(machine, object, name);
    default:
      return getAttributeDefault(machine, object, name);
  }
}

function findOnInstance(machine: Machine, object: Instance, name: string): Value | undefined {
  if (object.kind === 'instance' && object.native instanceof SuperView) return findAfter(machine, object.native, name);
  const own = lookupClass(object.cls, '__getattribute__');
  if (own !== undefined && own.kind === 'function')
    return machine.call(machine.bindTo(object, own), [{ kind: 'str', value: name }]);
  const found = instanceDefault(machine, object, name);
  if (found !== undefined) return found;
  const fallback = lookupClass(object.cls, '__getattr__');
  if (fallback !== undefined) return viaGetattr(machine, object, fallback, name);
  return object.cls.unknownBase;
}

/** What `__getattr__` gives; undefined where it raises AttributeError. */
function viaGetattr(machine: Machine, object: Value, getattr: Value, name: string): Value | undefined {
  if (getattr.kind === 'native' && getattr.find !== undefined) {
    machine.step();
    return getattr.find(object, name);
  }
  return machine.attempt('AttributeError', () =>
    machine.call(machine.bindTo(object, getattr), [{ kind: 'str', value: name }]),
  );
}

function findOnModule(machine: Machine, module: ModuleValue, name: string): Value | undefined {
  const found = machine.modules.attribute(module, name) ?? specialAttribute(machine, module, name);
  if (found !== undefined) return found;
  const getattr = module.scope.vars.get('__getattr__') ?? module.scope.resolve?.('__getattr__');
  if (getattr === undefined) return undefined;
  return machine.attempt('AttributeError', () => machine.call(getattr, [{ kind: 'str', value: name }]));
}

/** `object.__getattribute__`, past any `__getattr__`. */
export function getAttributeDefault(machine: Machine, object: Value, name: string): Value | undefined {
  switch (object.kind) {
    case 'instance':
    case 'tensor':
      return instanceDefault(machine, object, name);
    case 'class':
      return classAttribute(machine, object, name);
    case 'module':
      return findOnModule(machine, object, name);
    case 'function':
      return object.attrs.get(name) ?? specialAttribute(machine, object, name);
    case 'method':
      return specialAttribute(machine, object, name) ?? findAttribute(machine, object.func, name);
    case 'list':
    case 'dict':
    case 'tuple':
      return containerAttribute(machine, object, name);
    case 'unknown':
      return leadsOn(object) ? attributeOfEither(machine, object, name) : absorbed(object);
    default:
      return kindAttribute(machine, object, name);
  }
}

function instanceDefault(machine: Machine, object: Instance, name: string): Value | undefined {
  const onClass = lookupClass(object.cls, name);
  if (onClass?.kind === 'property') return getProperty(machine, object, onClass, name);
  const own = object.attrs.get(name);
  if (own !== undefined) return own;
  if (onClass !== undefined) return bindTo(machine, object, onClass);
  const special = specialAttribute(machine, object, name) ?? coreAttribute(machine, object, object.cls, name);
  if (special !== undefined || lookupClass(object.cls, '__getattr__') !== undefined) return special;
  return object.attrs.get(PARTIAL);
}

function coreAttribute(machine: Machine, self: Value, cls: ClassValue, name: string): Value | undefined {
  const core = findCore(machine, cls, name);
  return core === undefined ? undefined : bindTo(machine, self, core);
}

function getProperty(machine: Machine, object: Value, property: PropertyValue, name: string): Value {
  const attrs = object.kind === 'instance' || object.kind === 'tensor' ? object.attrs : undefined;
  const kept = property.cached ? attrs?.get(name) : undefined;
  if (kept !== undefined) return kept;
  if (property.getter === undefined) return machine.raise('AttributeError', `property '${name}' has no getter`);
  const value = machine.call(property.getter, [object]);
  if (property.cached && attrs && (object.kind === 'instance' || object.kind === 'tensor')) {
    machine.touch(object);
    attrs.set(name, value);
  }
  return value;
}

function containerAttribute(
  machine: Machine,
  object: ListValue | DictValue | Extract<Value, { kind: 'tuple' }>,
  name: string,
): Value | undefined {
  if (object.cls !== undefined) {
    const onClass = lookupClass(object.cls, name);
    if (onClass?.kind === 'property') return getProperty(machine, object, onClass, name);
    const own = object.kind === 'tuple' ? undefined : object.attrs?.get(name);
    if (own !== undefined) return own;
    const linked = object.kind === 'dict' ? linkedItem(object, name) : undefined;
    if (linked !== undefined) return linked;
    if (onClass !== undefined) return bindTo(machine, object, onClass);
  }
  const found = kindAttribute(machine, object, name);
  if (found !== undefined || object.cls === undefined) return found;
  const fallback = lookupClass(object.cls, '__getattr__');
  return fallback === undefined ? object.cls.unknownBase : viaGetattr(machine, object, fallback, name);
}

/** Methods of builtin kinds: the library first, then the class's own dict. */
function kindAttribute(machine: Machine, object: Value, name: string): Value | undefined {
  const special = specialAttribute(machine, object, name);
  if (special !== undefined) return special;
  const native = machine.natives.attribute?.(object, name, machine);
  if (native !== undefined) return native;
  const cls = machine.typeOf(object);
  if (cls.kind !== 'class') return undefined;
  const found = lookupClass(cls, name);
  return found === undefined ? coreAttribute(machine, object, cls, name) : bindTo(machine, object, found);
}

function classAttribute(machine: Machine, cls: ClassValue, name: string): Value | undefined {
  const found = lookupClass(cls, name);
  if (found !== undefined) return bindOnClass(machine, cls, found);
  const special = specialAttribute(machine, cls, name);
  if (special !== undefined) return special;
  const meta = machine.typeOf(cls);
  const onMeta = meta.kind === 'class' ? lookupClass(meta, name) : undefined;
  if (onMeta !== undefined)
    return onMeta.kind === 'property' ? getProperty(machine, cls, onMeta, name) : bindTo(machine, cls, onMeta);
  const native = machine.natives.attribute?.(cls, name, machine);
  if (native !== undefined) return native;
  if (cls.unknownBase) return cls.unknownBase;
  const core = findCore(machine, cls, name);
  if (core !== undefined) return bindOnClass(machine, cls, core);
  const getattr = meta.kind === 'class' ? lookupClass(meta, '__getattr__') : undefined;
  return getattr === undefined ? undefined : viaGetattr(machine, cls, getattr, name);
}

/** Looked up on a class: functions stay unbound. */
function bindOnClass(machine: Machine, cls: ClassValue, attribute: Value): Value {
  switch (attribute.kind) {
    case 'classmethod':
      return { kind: 'method', self: cls, func: attribute.func };
    case 'staticmethod':
      return attribute.func;
    case 'instance': {
      const get = lookupClass(attribute.cls, '__get__');
      return get === undefined ? attribute : machine.call(bindTo(machine, attribute, get), [{ kind: 'none' }, cls]);
    }
    default:
      return attribute;
  }
}

/** Descriptor binding of what was found on the class of `self`. */
export function bindTo(machine: Machine, self: Value, attribute: Value): Value {
  switch (attribute.kind) {
    case 'function':
      return { kind: 'method', self, func: attribute };
    case 'native':
      return attribute.binds ? { kind: 'method', self, func: attribute } : attribute;
    case 'classmethod': {
      const cls = self.kind === 'class' ? self : machine.typeOf(self);
      return { kind: 'method', self: cls, func: attribute.func };
    }
    case 'staticmethod':
      return attribute.func;
    case 'property':
      return attribute.getter === undefined ? attribute : machine.call(attribute.getter, [self]);
    case 'instance': {
      const get = lookupClass(attribute.cls, '__get__');
      if (get === undefined) return attribute;
      return machine.call(bindTo(machine, attribute, get), [self, machine.typeOf(self)]);
    }
    default:
      return attribute;
  }
}

/** `super().name`. */
function findAfter(machine: Machine, view: SuperView, name: string): Value | undefined {
  const { owner, self } = view;
  const cls = self.kind === 'class' ? self : machine.typeOf(self);
  if (cls.kind === 'unknown') return cls;
  const start = cls.mro.includes(owner) ? cls : owner;
  const found = lookupAfter(start, owner, name);
  if (found?.kind === 'property') return getProperty(machine, self, found, name);
  if (found !== undefined) return bindSuper(machine, self, found, name);
  // What a builtin class provides is in its dict; of tensors it is not.
  const native = self.kind === 'tensor' ? machine.natives.attribute?.(self, name, machine) : undefined;
  if (native !== undefined) return native;
  if (owner.unknownBase) return owner.unknownBase;
  const core = findCore(machine, start, name);
  return core === undefined ? undefined : bindSuper(machine, self, core, name);
}

function bindSuper(machine: Machine, self: Value, found: Value, name: string): Value {
  // `__new__` and, in a metaclass or classmethod, everything else gets its first argument from the caller.
  if (name === '__new__') return found.kind === 'staticmethod' ? found.func : found;
  if (self.kind === 'class' && (name === '__init_subclass__' || name === '__class_getitem__')) {
    return { kind: 'method', self, func: found.kind === 'classmethod' ? found.func : found };
  }
  return bindTo(machine, self, found);
}
