/** Assigning and deleting attributes. */
import { withEach } from './aliases';
import { lookupClass } from './classes';
import { SuperView } from './core';
import { namesOf } from './heap';
import { replaceAttributes, setLinkedItem } from './live-dict';
import type { Machine } from './machine';
import { leadsOn } from './objects';
import { specialClassOf } from './operations';
import { NONE, str, type Value } from './values';

export function setAttribute(machine: Machine, object: Value, name: string, value: Value): void {
  if (object.kind === 'unknown') {
    if (leadsOn(object))
      withEach(machine, object, (one) => {
        setAttribute(machine, one, name, value);
        return undefined;
      });
    return;
  }
  const cls = specialClassOf(object);
  const own = cls && lookupClass(cls, '__setattr__');
  if (own !== undefined) machine.call(machine.bindTo(object, own), [str(name), value]);
  else setAttributeDefault(machine, object, name, value);
}

/** `object.__setattr__`. */
export function setAttributeDefault(machine: Machine, object: Value, name: string, value: Value): void {
  switch (object.kind) {
    case 'instance':
    case 'tensor':
      if (object.kind === 'instance' && object.native instanceof SuperView) {
        setAttributeDefault(machine, object.native.self, name, value);
        return;
      }
      if (name === '__dict__' && value.kind === 'dict') {
        replaceAttributes(machine, object, value);
        return;
      }
      if (setByDescriptor(machine, object, lookupClass(object.cls, name), name, value)) return;
      machine.touch(object);
      object.attrs.set(name, value);
      return;
    case 'class':
      machine.touch(object);
      object.dict.set(name, value);
      return;
    case 'module':
      machine.touch(object.scope);
      object.scope.vars.set(name, value);
      return;
    case 'function':
      machine.touch(object);
      object.attrs.set(name, value);
      return;
    case 'method':
      setAttributeDefault(machine, object.func, name, value);
      return;
    case 'list':
    case 'dict':
      if (object.cls === undefined || setByDescriptor(machine, object, lookupClass(object.cls, name), name, value))
        return;
      if (object.kind === 'dict' && setLinkedItem(machine, object, name, value)) return;
      machine.touch(object);
      object.attrs ??= new Map();
      object.attrs.set(name, value);
      return;
    default:
      // What it would change is nothing that is kept (attributes of partials, natives, …).
      return;
  }
}

function setByDescriptor(
  machine: Machine,
  object: Value,
  onClass: Value | undefined,
  name: string,
  value: Value,
): boolean {
  if (onClass?.kind === 'property' && !onClass.cached) {
    if (onClass.setter === undefined)
      machine.raise('AttributeError', `property '${name}' of '${classNameOf(machine, object)}' object has no setter`);
    machine.call(onClass.setter, [object, value]);
    return true;
  }
  if (onClass?.kind !== 'instance') return false;
  const set = lookupClass(onClass.cls, '__set__');
  if (set === undefined) return false;
  machine.call(machine.bindTo(onClass, set), [object, value]);
  return true;
}

function classNameOf(machine: Machine, object: Value): string {
  const cls = machine.typeOf(object);
  return cls.kind === 'class' ? cls.name : 'object';
}

export function deleteAttribute(machine: Machine, object: Value, name: string): void {
  if (object.kind === 'unknown') {
    if (leadsOn(object))
      withEach(machine, object, (one) => {
        deleteAttribute(machine, one, name);
        return undefined;
      });
    return;
  }
  const cls = specialClassOf(object);
  const own = cls && lookupClass(cls, '__delattr__');
  if (own !== undefined) machine.call(machine.bindTo(object, own), [str(name)]);
  else deleteAttributeDefault(machine, object, name);
}

/** `object.__delattr__`. */
export function deleteAttributeDefault(machine: Machine, object: Value, name: string): Value {
  if (object.kind === 'instance' && object.native instanceof SuperView)
    return deleteAttributeDefault(machine, object.native.self, name);
  const cls = specialClassOf(object);
  const onClass = cls && lookupClass(cls, name);
  if (onClass?.kind === 'property' && onClass.deleter !== undefined) return machine.call(onClass.deleter, [object]);
  const target = object.kind === 'module' ? object.scope : object;
  switch (target.kind) {
    case 'list':
    case 'dict':
      machine.touch(target);
      if (target.attrs?.delete(name) !== true) machine.raise('AttributeError', name);
      return NONE;
    case 'instance':
    case 'tensor':
    case 'function':
    case 'class':
    case 'scope': {
      machine.touch(target);
      if (namesOf(target)?.delete(name) === false) machine.raise('AttributeError', name);
      return NONE;
    }
    default:
      return NONE;
  }
}
