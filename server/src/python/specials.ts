/** `__name__`, `__class__`, `__dict__` and their kin. */
import type { Expr } from '../syntax';
import { docOf } from './docs';
import { namespaceOf } from './library/builtins/namespace';
import { liveDict } from './live-dict';
import type { Machine } from './machine';
import type { ClassValue, DictEntry, FunctionValue, PropertyValue, Scope, Value } from './values';
import { NONE, str, tuple, unknown } from './values';

export function specialAttribute(machine: Machine, object: Value, name: string): Value | undefined {
  if (name === '__class__') {
    const cls = machine.typeOf(object);
    return cls;
  }
  switch (object.kind) {
    case 'instance':
    case 'tensor':
      if (name === '__dict__') return liveDict(object);
      return name === '__doc__' || name === '__module__' ? ofClass(machine, object.cls, name) : undefined;
    case 'class':
      return ofClass(machine, object, name);
    case 'function':
      return ofFunction(machine, object, name);
    case 'native':
      return name === '__name__' || name === '__qualname__' ? str(object.name) : name === '__doc__' ? NONE : undefined;
    case 'method':
      return name === '__self__' ? object.self : name === '__func__' ? object.func : undefined;
    case 'module':
      return ofModule(object, name);
    case 'partial':
      return ofPartial(object, name);
    case 'property':
      return ofProperty(object, name);
    case 'staticmethod':
    case 'classmethod':
      return name === '__func__' || name === '__wrapped__' ? object.func : undefined;
    case 'slice':
      return name === 'start'
        ? object.lower
        : name === 'stop'
          ? object.upper
          : name === 'step'
            ? object.step
            : undefined;
    case 'range':
      return name === 'start' || name === 'stop' || name === 'step' ? { kind: 'int', value: object[name] } : undefined;
    default:
      return undefined;
  }
}

function dictOfNames(names: ReadonlyMap<string, Value>): Value {
  const entries = new Map<string, DictEntry>();
  for (const [name, value] of names) entries.set(`s:${name}`, { key: str(name), value });
  return { kind: 'dict', entries };
}

function ofClass(machine: Machine, cls: ClassValue, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return str(cls.name);
    case '__qualname__':
      return str(cls.qualname);
    case '__module__':
      return str(cls.module);
    case '__doc__':
      return cls.dict.get('__doc__') ?? NONE;
    case '__dict__':
      return dictOfNames(cls.dict);
    case '__mro__':
      return tuple(cls.mro);
    case '__bases__':
      return tuple(cls.bases);
    case '__base__':
      return cls.bases[0] ?? NONE;
    case '__annotations__':
      return dictOfNames(new Map());
    case 'mro':
      return {
        kind: 'native',
        name: 'mro',
        signature: undefined,
        binds: false,
        invoke: () => ({ kind: 'list', items: [...cls.mro] }),
      };
    case '__subclasses__':
      return { kind: 'native', name, signature: undefined, binds: false, invoke: () => subclassesOf(machine, cls) };
    default:
      return undefined;
  }
}

function ofFunction(machine: Machine, fn: FunctionValue, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return str(fn.name);
    case '__qualname__':
      return str(fn.qualname);
    case '__module__':
      return str(fn.module.name);
    case '__doc__':
      return docOf(fn.body);
    case '__dict__':
      return dictOfNames(fn.attrs);
    case '__defaults__': {
      const values = fn.parameters.flatMap((p) => (p.kind === 'keyword-only' ? [] : (fn.defaults.get(p.name) ?? [])));
      return values.length === 0 ? NONE : tuple(values);
    }
    case '__kwdefaults__': {
      const keywordOnly = fn.parameters.filter((p) => p.kind === 'keyword-only');
      return dictOfNames(
        new Map(
          keywordOnly.flatMap((p) => (fn.defaults.has(p.name) ? [[p.name, fn.defaults.get(p.name)!] as const] : [])),
        ),
      );
    }
    case '__annotations__':
      return annotationsOf(machine, fn);
    default:
      return undefined;
  }
}

/** Of a class of an imported module there may be more in modules that have not been looked into. */
function subclassesOf(machine: Machine, cls: ClassValue): Value {
  machine.effects?.readAll();
  const known = machine.subclasses.get(cls);
  const items = [...(known?.items ?? [])];
  if (cls.module === '__main__' && !known?.rest) return { kind: 'list', items };
  const rest = known?.rest ?? machine.unknown('missing', `subclasses of ${cls.name} in other modules are not listed`);
  return { kind: 'list', items, rest };
}

/** Read when they are asked for, where the function was defined. */
function annotationsOf(machine: Machine, fn: FunctionValue): Value {
  const names = new Map<string, Value>();
  const note = (name: string, annotation: Expr | undefined) => {
    if (annotation) names.set(name, annotationValue(machine, annotation, fn.closure));
  };
  for (const { name, annotation } of fn.parameters) note(name, annotation);
  if (fn.node.kind === 'FunctionDef') note('return', fn.node.returns);
  return dictOfNames(names);
}

/** An annotation is only looked at: what cannot be evaluated is its Unknown, not an error. */
export function annotationValue(machine: Machine, annotation: Expr, scope: Scope): Value {
  if (annotation.kind === 'Str') return str(annotation.value);
  const value = machine.attempt('Exception', () => machine.evaluateExpr(annotation, scope));
  return value ?? unknown('missing', 'an annotation could not be read', machine.place());
}

function ofModule(module: Extract<Value, { kind: 'module' }>, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return str(module.name);
    case '__file__':
      return module.file === undefined ? NONE : str(module.file);
    case '__dict__':
      return namespaceOf(module.scope);
    case '__doc__':
      return NONE;
    default:
      return undefined;
  }
}

function ofPartial(partial: Extract<Value, { kind: 'partial' }>, name: string): Value | undefined {
  if (name === 'func') return partial.func;
  if (name === 'args') return tuple(partial.args);
  return name === 'keywords' ? dictOfNames(partial.keywords) : undefined;
}

function ofProperty(property: PropertyValue, name: string): Value | undefined {
  const changed = (make: (func: Value) => PropertyValue): Value => ({
    kind: 'native',
    name,
    signature: undefined,
    binds: false,
    invoke: ([func]) => (func === undefined ? property : make(func)),
  });
  switch (name) {
    case 'getter':
      return changed((getter) => ({ ...property, getter }));
    case 'setter':
      return changed((setter) => ({ ...property, setter }));
    case 'deleter':
      return changed((deleter) => ({ ...property, deleter }));
    case 'fget':
      return property.getter ?? NONE;
    case 'fset':
      return property.setter ?? NONE;
    case '__doc__':
      return NONE;
    default:
      return undefined;
  }
}
