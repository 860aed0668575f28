/** A layer's declaration as the class that user code sees, subclasses and calls. */
import {
  type Arguments,
  bindArguments,
  bool,
  type ClassValue,
  defineClass,
  type InstanceValue,
  type Interpreter,
  int,
  type Keywords,
  type NativeFunction,
  NONE,
  NotKnown,
  native,
  parseSignature,
  RaiseSignal,
  type Signature,
  str,
  type TensorValue,
  toInt,
  type Value,
} from '../../python';
import type { Dim } from '../../symbolic';
import { dtypeOf } from '../common/dtypes';
import { contextOf } from '../context';
import type { LayerDeclaration, LayerSelf, OpContext } from '../declare';
import { makeTensor } from '../tensor';
import { traceOf } from '../trace';
import { findEntry, registerBuffer } from './attributes';
import { initModule, MODULE_CLASS, markUnbuilt, putEntry, selfOf, slotOf, UNBUILT } from './instance';
import { withSelf } from './method';
import { makeParameter } from './parameter';

const declarations = new WeakMap<ClassValue, LayerInfo>();

export interface LayerInfo {
  readonly name: string;
  readonly declaration: LayerDeclaration;
  /** Names of the constructor's parameters. */
  readonly parameters: readonly string[];
}

/** The declared layer that an instance is, or derives from. */
export function layerOf(instance: InstanceValue): LayerInfo | undefined {
  for (const cls of instance.cls.mro) {
    const info = declarations.get(cls);
    if (info) return info;
  }
  return undefined;
}

/** `Linear` and its class, after the classes that it derives from. */
export function buildLayers(all: readonly LayerDeclaration[]): ReadonlyMap<string, ClassValue> {
  const byName = new Map(all.map((d) => [d.name, d]));
  const classes = new Map<string, ClassValue>([['Module', MODULE_CLASS]]);
  const build = (name: string): ClassValue => {
    const known = classes.get(name);
    if (known) return known;
    const declaration = byName.get(name);
    if (!declaration) throw new Error(`no layer is declared as ${name}`);
    const cls = layerClass(declaration, (declaration.bases ?? ['Module']).map(build));
    classes.set(name, cls);
    return cls;
  };
  for (const { name } of all) build(name);
  for (const [name, cls] of classes) byLayerName.set(name, cls);
  return classes;
}

const byLayerName = new Map<string, ClassValue>();

/** A layer that another layer builds for itself (`out_proj` of MultiheadAttention). */
export function construct(
  name: string,
  args: readonly Value[],
  keywords: Readonly<Record<string, Value>>,
  c: OpContext,
): Value {
  const cls = byLayerName.get(name);
  if (!cls) throw new Error(`no layer is declared as ${name}`);
  return c.interpreter.call(cls, args, new Map(Object.entries(keywords)));
}

/** Calls a submodule (or whatever stands in its place) by attribute name. */
export function callAttribute(
  self: LayerSelf,
  name: string,
  args: readonly Value[],
  c: OpContext,
  keywords: Readonly<Record<string, Value>> = {},
): Value {
  const result = c.interpreter.call(self.get(name), args, new Map(Object.entries(keywords)));
  if (result.kind === 'unknown') throw new NotKnown(result);
  return result;
}

/** Layers with weights fill them by this, and subclasses call it; no size depends on it. */
const WEIGHTED: ReadonlySet<string> = new Set(['conv', 'linear', 'norm', 'embedding', 'recurrent']);
const RESET = native('reset_parameters', '(self)', () => NONE);

function layerClass(declaration: LayerDeclaration, bases: readonly ClassValue[]): ClassValue {
  const { name, forward, methods = {}, attributes = {} } = declaration;
  const members: [string, Value][] = Object.entries(attributes);
  members.push(['__init__', initializer(declaration)]);
  if (!('reset_parameters' in methods) && WEIGHTED.has(declaration.category)) members.push(['reset_parameters', RESET]);
  if (forward) members.push(['forward', member(name, 'forward', forward, declaration)]);
  for (const [key, entry] of Object.entries(methods)) members.push([key, member(name, key, entry, undefined)]);
  const cls = defineClass(name, bases, members, {
    module: declaration.module ?? 'torch.nn.modules.module',
    native: `torch.nn.${name}`,
  });
  declarations.set(cls, {
    name,
    declaration,
    parameters: parseSignature(declaration.signature).parameters.map((p) => p.name),
  });
  return cls;
}

/**
 * `__init__`: an argument that is not known, or that PyTorch refuses, leaves an instance which is known
 * not to be whole; what asks it for more gets that first cause.
 */
function initializer(declaration: LayerDeclaration): NativeFunction {
  const label = `${declaration.name}.__init__`;
  const signature = parseSignature(withSelf(declaration.signature));
  return {
    ...native('__init__', signature.text, () => NONE, { declaration }),
    invoke: (args, keywords, interpreter) => {
      let instance: InstanceValue | undefined;
      try {
        instance = selfOf(args[0], interpreter);
        initModule(instance, interpreter);
        const bound = bindConstructor(label, signature, args, keywords, interpreter);
        const dtype = bound.values.get('dtype');
        declaration.init(layerSelf(instance, interpreter, dtype && dtypeOf(dtype)), bound, contextOf(interpreter));
      } catch (signal) {
        if (!(signal instanceof NotKnown)) throw signal;
        if (instance) markUnbuilt(instance, signal.value, interpreter);
      }
      if (instance) traceOf(interpreter).buildModule(instance, interpreter.place());
      return NONE;
    },
  };
}

/** A layer's signature is known to the letter: what does not bind here does not in PyTorch. */
function bindConstructor(label: string, ...rest: BindRest): Arguments {
  const [, , , interpreter] = rest;
  try {
    return bindArguments(label, ...rest);
  } catch (signal) {
    if (!(signal instanceof RaiseSignal) || signal.problem || label.startsWith('_')) throw signal;
    const given = signal.exception.attrs.get('args');
    const [text] = given?.kind === 'tuple' ? given.items : [];
    const message = text?.kind === 'str' ? text.value : `${label}() got arguments that it does not take`;
    throw new NotKnown(
      interpreter.refuse(
        {
          code: 'CS124',
          message,
          why: `The constructor is ${label.replace('.__init__', '')}${withoutSelf(rest[0].text)}.`,
        },
        'TypeError',
      ),
    );
  }
}

type BindRest = [signature: Signature, args: readonly Value[], keywords: Keywords, interpreter: Interpreter];
const withoutSelf = (text: string): string => text.replace(/^\(self, */, '(').replace('(self)', '()');

interface Member {
  readonly signature: string;
  readonly run: (self: LayerSelf, a: Arguments, c: OpContext) => Value;
}

function member(
  owner: string,
  name: string,
  { signature: text, run }: Member,
  declaration: LayerDeclaration | undefined,
): NativeFunction {
  const signature = parseSignature(withSelf(text));
  const label = `${owner}.${name}`;
  return {
    ...native(name, signature.text, () => NONE, { declaration }),
    invoke: (args, keywords, interpreter) => {
      try {
        const instance = selfOf(args[0], interpreter);
        const unbuilt = instance.attrs.get(UNBUILT);
        if (unbuilt?.kind === 'unknown') throw new NotKnown(unbuilt);
        const bound = bindArguments(label, signature, args, keywords, interpreter);
        return run(layerSelf(instance, interpreter), bound, contextOf(interpreter));
      } catch (signal) {
        if (!(signal instanceof NotKnown)) throw signal;
        if (name === 'forward') traceOf(interpreter).lost(signal.value.cause);
        return signal.value;
      }
    },
  };
}

export function layerSelf(instance: InstanceValue, interpreter: Interpreter, dtype?: TensorValue['dtype']): LayerSelf {
  const register = (slot: '_parameters' | '_modules', name: string, value: Value): void => {
    const target = slotOf(instance, slot);
    if (target) putEntry(target, name, value, interpreter);
  };
  const get = (name: string): Value =>
    instance.attrs.get(name) ?? findEntry(instance, name) ?? interpreter.getAttribute(instance, name);
  const known = (name: string): Value => {
    const value = get(name);
    if (value.kind === 'unknown') throw new NotKnown(value);
    return value;
  };
  return {
    instance,
    set: (name, value) => {
      interpreter.touch(instance);
      instance.attrs.set(name, asValue(value));
    },
    parameter: (name, shape) => register('_parameters', name, shape ? makeParameter(shape, dtype) : NONE),
    buffer: (name, shape, options = {}) => {
      const tensor = shape ? makeTensor(shape, { dtype: options.dtype ?? dtype ?? 'float32' }) : NONE;
      registerBuffer(instance, name, tensor, options.persistent ?? true, interpreter);
    },
    module: (name, module) => register('_modules', name, module),
    get,
    int: (name) =>
      toInt(known(name)) ?? interpreter.raise('TypeError', `'${name}' of ${instance.cls.name} must be an int`),
    bool: (name) => {
      const truth = interpreter.truth(known(name));
      if (truth !== undefined) return truth;
      throw new NotKnown(interpreter.unknown('undecided', `${name} of ${instance.cls.name} is not decided`, 'bool'));
    },
    get training() {
      return traceOf(interpreter).training ?? truthOf(instance.attrs.get('training'), interpreter);
    },
  };
}

const truthOf = (value: Value | undefined, interpreter: Interpreter): boolean | undefined =>
  value && value.kind !== 'unknown' ? interpreter.truth(value) : undefined;

function asValue(value: Value | Dim | boolean | string): Value {
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'string') return str(value);
  if (typeof value === 'number' || value.kind === 'poly') return int(value);
  return value;
}
