/** Parameters and buffers by their memory, with what they hold at first. */
import type { Graph, ModuleInfo, OpNode, ParameterInfo, Reading } from '../../graph';
import type { Initial, ValueId } from '../../program';
import { type Dim, equal } from '../../symbolic';
import { defaultLaw } from '../../torch';
import { computedInitial } from './computed';

export interface Registered {
  readonly kind: 'parameter' | 'buffer';
  readonly name: string;
  readonly aliases: string[];
  readonly shape: readonly Dim[];
  readonly dtype: string | undefined;
  readonly trainable: boolean;
  readonly persistent: boolean;
  readonly initial: (reading: Reading) => Initial;
  value: ValueId | undefined;
}

export function registered(graph: Graph): Map<number, Registered> {
  const persistent = new Set(graph.stateDict.map(([name]) => name));
  const found = new Map<number, Registered>();
  for (const module of graph.modules) {
    const add = (kind: 'parameter' | 'buffer', info: ParameterInfo): void => {
      const name = module.name === '' ? info.name : `${module.name}.${info.name}`;
      const known = found.get(info.storage);
      if (known) {
        known.aliases.push(name);
        return;
      }
      found.set(info.storage, {
        kind,
        name,
        aliases: [],
        shape: info.shape ?? [],
        dtype: info.dtype,
        trainable: info.trainable,
        persistent: persistent.has(name),
        initial: (reading) => initialOf(reading, module, info),
        value: undefined,
      });
    };
    for (const info of module.parameters) add('parameter', info);
    for (const info of module.buffers) add('buffer', info);
  }
  return found;
}

/** By what was done to it last: `nn.init`, an op that made or wrote it, else its layer's constructor. */
function initialOf(reading: Reading, module: ModuleInfo, info: ParameterInfo): Initial {
  const shape = (info.shape ?? []).map(Number);
  const filled = reading.outside.fillings.filter((f) => f.storage === info.storage);
  const last = filled.at(-1);
  const nodes = reading.outside.nodes.filter(
    (node): node is OpNode => node.kind === 'op' && node.outputs[0]?.storage === info.storage,
  );
  const change = nodes.findLast(changes);
  if (change && change.id >= (last?.before ?? 0)) {
    // What it is seen as: the change itself, or a view of it in the sizes of the parameter.
    const node = nodes.findLast((n) => n.id >= change.id && isSized(n, info)) ?? change;
    return computedInitial(reading, node, info, last?.law ?? layerLaw(module, info, shape));
  }
  if (last && last.shape.length === shape.length && last.shape.every((size, i) => size === shape[i])) return last.law;
  if (last) return { kind: 'unknown', reason: 'only a part of it is initialised' };
  return layerLaw(module, info, shape) ?? { kind: 'unknown', reason: 'the code does not say what it holds' };
}

const isSized = (node: OpNode, info: ParameterInfo): boolean =>
  node.outputs[0]?.shape?.length === info.shape?.length &&
  (info.shape ?? []).every((size, i) => equal(size, node.outputs[0]?.shape?.[i] ?? -1) === 'yes');

/** A view changes nothing; what makes a tensor or writes into it does. */
const changes = (node: OpNode): boolean =>
  node.inplace || !node.inputs.some((input) => input.storage === node.outputs[0]?.storage);

function layerLaw(module: ModuleInfo, info: ParameterInfo, shape: readonly number[]): Initial | undefined {
  const weight = module.parameters.find(({ name }) => name === 'weight')?.shape ?? [];
  const setting = (name: string): number | undefined => {
    const text = module.settings.find(([key]) => key === name)?.[1];
    const value = text === undefined || text === 'None' ? Number.NaN : Number(text);
    return Number.isNaN(value) ? undefined : value;
  };
  return defaultLaw(module.layer, info.name, shape, weight.map(Number), setting);
}
