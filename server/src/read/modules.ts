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
  const reason = firstGap(
    named.map(([, instance]) => instance),
    sources,
  );
  return {
    modules,
    names,
    params: {
      ...countElements(
        modules.flatMap((m) => m.parameters),
        reason,
      ),
      trainable: countElements(
        modules.flatMap((m) => m.parameters.filter((p) => p.trainable)),
        reason,
      ).total,
    },
    buffers: countElements(
      modules.flatMap((m) => m.buffers),
      reason,
    ),
    paramsOf: elementsBelow(modules, names),
  };
}

/** Elements of the parameters below each module: one sum over the tree where nothing is shared. */
function elementsBelow(
  modules: readonly ModuleInfo[],
  names: ReadonlyMap<InstanceValue, string>,
): (module: InstanceValue) => Dim {
  const storages = modules.flatMap((m) => m.parameters.map((p) => p.storage));
  const exact = (module: InstanceValue): Dim =>
    countElements(
      namedModules(module).flatMap(([, m]) => tensorsOf(m, '_parameters')),
      undefined,
    ).total;
  const links = [...names.keys()].reduce(
    (n, m) =>
      n + [...(dictOf(m, '_modules')?.entries.values() ?? [])].filter((e) => e.value.kind === 'instance').length,
    0,
  );
  if (new Set(storages).size !== storages.length || links !== modules.length - 1) return exact;
  const sums = new Map<string, Dim>();
  for (const module of [...modules].reverse()) {
    const own = countElements(module.parameters, undefined).total;
    const sum = add(sums.get(module.name) ?? 0, own);
    sums.set(module.name, sum);
    if (module.name === '') continue;
    const parent = parentOf(module.name);
    sums.set(parent, add(sums.get(parent) ?? 0, sum));
  }
  return (module) => {
    const name = names.get(module);
    return name === undefined ? exact(module) : (sums.get(name) ?? 0);
  };
}

/** `layer1.0` of `layer1.0.conv1`. */
function parentOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(0, dot);
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

export function dictOf(
  instance: InstanceValue,
  attribute: '_parameters' | '_buffers' | '_modules',
): DictValue | undefined {
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
  name,
  shape: tensor.shape,
  trainable: tensor.requiresGrad,
  storage: tensor.storage.id,
  dtype: tensor.dtype,
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
    else
      reason ??= {
        kind: 'argument',
        reason: `the size of ${tensor.name} is known after the first call only`,
        place: undefined,
      };
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
    if (!entries)
      return { kind: 'limit', reason: `${module.cls.name} was not constructed whole`, place: module.cls.place };
    if (entries.rest) return entries.rest.cause;
    for (const { value } of entries.entries.values()) if (value.kind === 'unknown') return value.cause;
  }
  return undefined;
}

function settingText(value: Value): string | undefined {
  switch (value.kind) {
    case 'int':
      return typeof value.value === 'number' ? String(value.value) : display(value.value);
    case 'float':
      return value.value === undefined ? undefined : String(value.value);
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'str':
      return `'${value.value}'`;
    case 'tuple':
    case 'list': {
      const items = value.items.map(settingText);
      return items.every((i) => i !== undefined) ? `(${items.join(', ')})` : undefined;
    }
    default:
      return undefined;
  }
}
