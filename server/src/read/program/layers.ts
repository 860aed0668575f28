/** What can be looked at in a lowered model: the results of its modules and of the ops of the user's own code. */
import type { Graph, GraphValue, ModuleCall, OpNode, Place, Producer } from '../../graph';
import type { Layer, Origin, ValueId } from '../../program';

/** `made`: the value of a node's output; undefined where the result does not need it. */
export function layersOf(graph: Graph, made: (producer: Producer) => ValueId | undefined): readonly Layer[] {
  const declared = new Set(graph.modules.flatMap(({ name, layer }) => (layer === undefined ? [] : [name])));
  const withCalls = new Set(graph.calls.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  /** A layer of PyTorch that calls no other: what it does inside is its own business. */
  const isLayer = (call: ModuleCall): boolean => declared.has(call.name) && !withCalls.has(call.index);
  const layers = new Set(graph.calls.filter(isLayer).map(({ index }) => index));
  const found: { readonly at: number; readonly layer: Layer }[] = [];
  for (const call of graph.calls) {
    const value = madeBy(call.output, made);
    if (call.index === 0 || value === undefined) continue;
    const { name, cls: label, depth, place } = call;
    const kind = layers.has(call.index) ? 'layer' : 'module';
    found.push({ at: call.from, layer: { name, kind, label, depth: depth - 1, value, origin: originOf(place, name) } });
  }
  for (const node of graph.nodes) {
    if (node.kind !== 'op' || (node.call !== undefined && layers.has(node.call))) continue;
    const value = made({ node: node.id, output: 0 });
    if (value === undefined) continue;
    const around = node.call === undefined ? undefined : graph.calls[node.call];
    const name = around?.name ?? '';
    const depth = around?.depth ?? 0;
    const layer = { name, label: shortName(node), depth, value, origin: originOf(node.place, name) };
    found.push({ at: node.id, layer: { ...layer, kind: 'op' } });
  }
  // Calls stand in their order already, and before the ops that they begin with.
  return found.sort((a, b) => a.at - b.at).map(({ layer }) => layer);
}

/** `relu`; `add` of `__add__`. */
const shortName = ({ op }: OpNode): string => (op.split('.').at(-1) ?? op).replace(/^__i?|__$|_$/g, '');

function madeBy(value: GraphValue, made: (producer: Producer) => ValueId | undefined): ValueId | undefined {
  const [first] = tensorsIn(value);
  return first?.tensor.producer && made(first.tensor.producer);
}

export const originOf = (place: Place, module: string): Origin => ({
  file: place.file,
  start: place.span.start,
  end: place.span.end,
  module,
});

export type TensorOf = Extract<GraphValue, { kind: 'tensor' }>;
/** Tensors in a result, with the path to each. */
export function tensorsIn(
  value: GraphValue,
  path = '',
): readonly { readonly path: string; readonly tensor: TensorOf }[] {
  const inner = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
  switch (value.kind) {
    case 'tensor':
      return [{ path, tensor: value }];
    case 'seq':
      return value.items.flatMap((item, i) => tensorsIn(item, inner(i)));
    case 'dict':
      return value.entries.flatMap(([key, item]) => tensorsIn(item, inner(key)));
    default:
      return [];
  }
}
