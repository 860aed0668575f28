/**
 * A module as PyTorch keeps it: an ordinary instance whose `__dict__` holds `_parameters`, `_buffers`
 * and `_modules` as real dicts, so that user code which touches them works and forks roll them back.
 */
import {
  type ClassValue,
  type DictValue,
  defineClass,
  dict,
  FALSE,
  type InstanceValue,
  type Interpreter,
  isSubclass,
  NONE,
  NotKnown,
  PARTIAL,
  type SetValue,
  type TensorValue,
  TRUE,
  type UnknownValue,
  unknown,
  type Value,
} from '../../python';

/** `torch.nn.Module`; module.ts fills its methods in. */
export const MODULE_CLASS: ClassValue = defineClass('Module', [], [], {
  module: 'torch.nn.modules.module',
  native: 'torch.nn.Module',
});

export type Slot = '_parameters' | '_buffers' | '_modules';
export const SLOTS: readonly Slot[] = ['_parameters', '_buffers', '_modules'];

/** More may be true of an instance than was read: what is missing in it is then not known. */
export const BROKEN = PARTIAL;
/** A layer's constructor was refused or could not be followed: the layer does nothing. */
export const UNBUILT = '<unbuilt>';

export const isModule = (value: Value | undefined): value is InstanceValue =>
  value?.kind === 'instance' && isSubclass(value.cls, MODULE_CLASS);

/** What stands before `Module.__init__()` is called. */
export function initModule(instance: InstanceValue, interpreter: Interpreter): void {
  interpreter.touch(instance);
  const { attrs } = instance;
  attrs.set('training', TRUE);
  attrs.set('_parameters', interpreter.fresh(dict()));
  attrs.set('_buffers', interpreter.fresh(dict()));
  const nonPersistent: SetValue = { kind: 'set', frozen: false, items: new Map() };
  attrs.set('_non_persistent_buffers_set', interpreter.fresh(nonPersistent));
  attrs.set('_backward_hooks', interpreter.fresh(dict()));
  attrs.set('_forward_hooks', interpreter.fresh(dict()));
  attrs.set('_forward_pre_hooks', interpreter.fresh(dict()));
  attrs.set('_modules', interpreter.fresh(dict()));
}

export function slotOf(instance: InstanceValue, slot: Slot): DictValue | undefined {
  const value = instance.attrs.get(slot);
  return value?.kind === 'dict' ? value : undefined;
}

export function entriesOf(instance: InstanceValue, slot: Slot): [name: string, value: Value][] {
  const found: [string, Value][] = [];
  for (const { key, value } of slotOf(instance, slot)?.entries.values() ?? []) {
    if (key.kind === 'str') found.push([key.value, value]);
  }
  return found;
}

export const entryOf = (instance: InstanceValue, slot: Slot, name: string): Value | undefined =>
  slotOf(instance, slot)?.entries.get(`s:${name}`)?.value;

/** Why this module may hold more than is known of it: a constructor that could not be followed, an unknown entry. */
export function gapOf(instance: InstanceValue): UnknownValue | undefined {
  const broken = instance.attrs.get(BROKEN);
  if (broken?.kind === 'unknown') return broken;
  if (instance.cls.unknownBase) return instance.cls.unknownBase;
  for (const slot of SLOTS) {
    const entries = slotOf(instance, slot);
    if (entries?.rest) return entries.rest;
    for (const [, value] of entriesOf(instance, slot)) if (value.kind === 'unknown') return value;
  }
  return undefined;
}

export function markBroken(instance: InstanceValue, cause: UnknownValue, interpreter: Interpreter): void {
  if (instance.attrs.has(BROKEN)) return;
  interpreter.touch(instance);
  instance.attrs.set(BROKEN, cause);
}

export function markUnbuilt(instance: InstanceValue, cause: UnknownValue, interpreter: Interpreter): void {
  interpreter.touch(instance);
  instance.attrs.set(UNBUILT, cause);
  markBroken(instance, cause, interpreter);
}

/** Submodules that are there, in order; `None` entries left out. */
export const childrenOf = (instance: InstanceValue): [name: string, module: InstanceValue][] =>
  entriesOf(instance, '_modules').filter((entry): entry is [string, InstanceValue] => isModule(entry[1]));

/** `named_modules()`: itself first (named ''), then depth first; every module once. */
export function namedModules(
  root: InstanceValue,
  prefix = '',
  seen: Set<InstanceValue> = new Set(),
): [name: string, module: InstanceValue][] {
  const found: [string, InstanceValue][] = [];
  collectModules(root, prefix, seen, found);
  return found;
}

function collectModules(
  root: InstanceValue,
  prefix: string,
  seen: Set<InstanceValue>,
  found: [name: string, module: InstanceValue][],
): void {
  if (seen.has(root)) return;
  seen.add(root);
  found.push([prefix, root]);
  const modules = slotOf(root, '_modules');
  if (modules === undefined) return;
  for (const { key, value } of modules.entries.values()) {
    if (key.kind === 'str' && isModule(value)) collectModules(value, join(prefix, key.value), seen, found);
  }
}

export const join = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

const isTensorEntry = (entry: [string, Value]): entry is [string, TensorValue] => entry[1].kind === 'tensor';

/** Its own parameters, those of submodules not included. */
export const parametersOf = (instance: InstanceValue): [name: string, tensor: TensorValue][] =>
  entriesOf(instance, '_parameters').filter(isTensorEntry);
export const buffersOf = (instance: InstanceValue): [name: string, tensor: TensorValue][] =>
  entriesOf(instance, '_buffers').filter(isTensorEntry);

/** `named_parameters()` or `named_buffers()`: shared tensors once. */
export function namedTensors(
  root: InstanceValue,
  slot: '_parameters' | '_buffers',
  { prefix = '', recurse = true, dedupe = true } = {},
): [name: string, tensor: TensorValue][] {
  const seen = new Set<TensorValue>();
  const found: [string, TensorValue][] = [];
  for (const [path, module] of recurse ? namedModules(root, prefix) : [[prefix, root] as const]) {
    for (const [name, tensor] of slot === '_parameters' ? parametersOf(module) : buffersOf(module)) {
      if (dedupe && seen.has(tensor)) continue;
      seen.add(tensor);
      found.push([join(path, name), tensor]);
    }
  }
  return found;
}

/**
 * `state_dict()`: own parameters, own persistent buffers, then submodules; shared ones under every name.
 * (torch/nn/modules/module.py, `_save_to_state_dict`.)
 */
export function stateDictOf(
  root: InstanceValue,
  prefix = '',
  above: readonly InstanceValue[] = [],
): [name: string, tensor: TensorValue][] {
  const found: [string, TensorValue][] = [];
  collectState(root, prefix, [...above], found);
  return found;
}

function collectState(
  root: InstanceValue,
  prefix: string,
  above: InstanceValue[],
  found: [name: string, tensor: TensorValue][],
): void {
  if (above.includes(root)) return;
  const transient = root.attrs.get('_non_persistent_buffers_set');
  const isKept = (name: string): boolean => !(transient?.kind === 'set' && transient.items.has(`s:${name}`));
  for (const [name, tensor] of parametersOf(root)) found.push([join(prefix, name), tensor]);
  for (const [name, tensor] of buffersOf(root)) if (isKept(name)) found.push([join(prefix, name), tensor]);
  above.push(root);
  for (const [name, child] of childrenOf(root)) collectState(child, join(prefix, name), above, found);
  above.pop();
}

/** The first thing under a root that may hide a module or a tensor. */
export function firstGap(root: InstanceValue): UnknownValue | undefined {
  for (const [, module] of namedModules(root)) {
    const gap = gapOf(module);
    if (gap) return gap;
  }
  return undefined;
}

export const classNameOf = (instance: InstanceValue): string => instance.cls.name;

/** `module.training = mode` for a module and all under it, past any user's `train()`. */
export function setTraining(root: InstanceValue, mode: boolean, interpreter: Interpreter): void {
  for (const [, module] of namedModules(root)) {
    interpreter.touch(module);
    module.attrs.set('training', mode ? TRUE : FALSE);
  }
}

/** `self` of a native method. */
export function selfOf(value: Value | undefined, interpreter: Interpreter): InstanceValue {
  if (value?.kind === 'instance') return value;
  if (value?.kind === 'unknown') throw new NotKnown(value);
  throw new NotKnown(interpreter.unknown('missing', 'this method was called on something that is no module'));
}

export function putEntry(target: DictValue, name: string, value: Value, interpreter: Interpreter): void {
  interpreter.touch(target);
  target.entries.set(`s:${name}`, { key: { kind: 'str', value: name }, value });
}

export function removeEntry(target: DictValue | undefined, name: string, interpreter: Interpreter): void {
  if (!target?.entries.has(`s:${name}`)) return;
  interpreter.touch(target);
  target.entries.delete(`s:${name}`);
}

/** PyTorch's `torch.typename`. */
export function typeName(value: Value, interpreter: Interpreter): string {
  if (value.kind === 'tensor') return value.cls.native ?? 'torch.FloatTensor';
  const cls = interpreter.typeOf(value);
  if (cls.kind !== 'class') return 'object';
  return cls.module === 'builtins' ? cls.name : `${cls.module}.${cls.qualname}`;
}

/** An Unknown that is nobody's news: what PyTorch would print, a handle, a file's content. */
export const quietUnknown = (reason: string, type?: string): UnknownValue => unknown('data', reason, undefined, type);
export const none = NONE;
