/** The module tree of a root, as plain data. */
import type { Cause, ModuleInfo, ParameterInfo, Place, Total } from '../graph';
import type { DictValue, InstanceValue, TensorValue, Value } from '../python';
import { add, type Dim, display, product } from '../symbolic';
import { layerOf, namedModules } from '../torch';

export interface Tree {
  readonly modules: readonly ModuleInfo[];
  readonly names: ReadonlyMap<InstanceValue, string>;
  readonly params: Total & { readonly trainable: Dim };
  readonly buffers: Total;
  /** Elements of a module's parameters, children included. */
  readonly paramsOf: (module: InstanceValue) => Dim;
}

export interface Sources {
  readonly built: ReadonlyMap<InstanceValue, Place>;
  readonly tainted: ReadonlyMap<InstanceValue, Cause>;
}

export function treeOf(root: InstanceValue, sources: Sources): Tree {
  const named = namedModules(root);
  const names = new Map(named.map(([name, instance]) => [instance, name] as const));
  const modules = named.map(([name, instance]) => moduleInfo(name, instance, sources));
  const reason = firstGap(named.map(([, instance]) => instance), sources);
  return {
    modules,
    names,
    params: { ...countElements(modules.flatMap((m) => m.parameters), reason), trainable: countElements(modules.flatMap((m) => m.parameters.filter((p) => p.trainable)), reason).total },
    buffers: countElements(modules.flatMap((m) => m.buffers), reason),
    paramsOf: (module) => countElements(namedModules(module).flatMap(([, m]) => tensorsOf(m, '_parameters')), undefined).total,
  };
}

function moduleInfo(name: string, instance: InstanceValue, sources: Sources): ModuleInfo {
  const layer = layerOf(instance);
  return {
    name,
    cls: instance.cls.name,
    layer: layer?.name,
    parameters: tensorsOf(instance, '_parameters'),
    buffers: tensorsOf(instance, '_buffers'),
    builtAt: sources.built.get(instance),
    definedAt: instance.cls.place,
    settings: (layer?.parameters ?? []).flatMap((parameter) => {
      const value = instance.attrs.get(parameter);
      const text = value && settingText(value);
      return text === undefined ? [] : [[parameter, text] as const];
    }),
  };
}

export function dictOf(instance: InstanceValue, attribute: '_parameters' | '_buffers' | '_modules'): DictValue | undefined {
  const value = instance.attrs.get(attribute);
  return value?.kind === 'dict' ? value : undefined;
}

function tensorsOf(instance: InstanceValue, attribute: '_parameters' | '_buffers'): ParameterInfo[] {
  const found: ParameterInfo[] = [];
  for (const { key, value } of dictOf(instance, attribute)?.entries.values() ?? []) {
    if (key.kind === 'str' && value.kind === 'tensor') found.push(parameterInfo(key.value, value));
  }
  return found;
}

const parameterInfo = (name: string, tensor: TensorValue): ParameterInfo => ({
  name, shape: tensor.shape, trainable: tensor.requiresGrad, storage: tensor.storage.id, dtype: tensor.dtype,
});

/** Shared tensors count once. */
function countElements(tensors: readonly ParameterInfo[], gap: Cause | undefined): Total {
  let total: Dim = 0;
  let reason = gap;
  const seen = new Set<number>();
  for (const tensor of tensors) {
    if (seen.has(tensor.storage)) continue;
    seen.add(tensor.storage);
    if (tensor.shape) total = add(total, product(tensor.shape));
    else reason ??= { kind: 'argument', reason: `the size of ${tensor.name} is known after the first call only`, place: undefined };
  }
  return { total, exact: reason === undefined, reason };
}

/** The first thing in the tree that may hide a module or a parameter. */
function firstGap(modules: readonly InstanceValue[], sources: Sources): Cause | undefined {
  for (const module of modules) {
    const taint = sources.tainted.get(module) ?? unknownAttribute(module);
    if (taint) return taint;
  }
  return undefined;
}

/** Types that can be neither a module nor a parameter. */
const PLAIN_TYPES = new Set(['int', 'float', 'bool', 'str', 'bytes']);

function unknownAttribute(module: InstanceValue): Cause | undefined {
  if (module.cls.unknownBase) return module.cls.unknownBase.cause;
  for (const value of module.attrs.values()) {
    if (value.kind === 'unknown' && !PLAIN_TYPES.has(value.type ?? '')) return value.cause;
  }
  for (const attribute of ['_parameters', '_modules'] as const) {
    const entries = dictOf(module, attribute);
    if (!entries) return { kind: 'limit', reason: `${module.cls.name} was not constructed whole`, place: module.cls.place };
    if (entries.rest) return entries.rest.cause;
    for (const { value } of entries.entries.values()) if (value.kind === 'unknown') return value.cause;
  }
  return undefined;
}

function settingText(value: Value): string | undefined {
  switch (value.kind) {
    case 'int': return typeof value.value === 'number' ? String(value.value) : display(value.value);
    case 'float': return value.value === undefined ? undefined : String(value.value);
    case 'bool': return value.value ? 'True' : 'False';
    case 'none': return 'None';
    case 'str': return `'${value.value}'`;
    case 'tuple':
    case 'list': {
      const items = value.items.map(settingText);
      return items.every((i) => i !== undefined) ? `(${items.join(', ')})` : undefined;
    }
    default: return undefined;
  }
}
