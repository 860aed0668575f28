/** What a model's weights are to it: names and sizes, the layers with filters, and what their inputs look like. */
import type { Graph, OpNode, ParameterInfo, Place } from '../graph';
import type { Dim } from '../symbolic';

export interface WeightedLayer {
  /** In `state_dict()`. */
  readonly name: string;
  readonly cls: string;
  /** A transposed convolution keeps its filters on the second axis. */
  readonly transposed: boolean;
  /** Channels, height and width that a linear layer's input had before it was flattened. */
  readonly image: readonly [number, number, number] | undefined;
  readonly place: Place | undefined;
}

export interface Weighted {
  /** Of `state_dict()`; what is not known in numbers is left out. */
  readonly names: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** In the model's order. */
  readonly layers: readonly WeightedLayer[];
  /** Of the input, where it is an image of known size. */
  readonly size: { readonly channels: number; readonly height: number; readonly width: number } | undefined;
}

export function weightedOf(graph: Graph): Weighted {
  const names = graph.stateDict.flatMap(([name, dims]) => {
    const shape = numbers(dims);
    return shape === undefined ? [] : [{ name, shape }];
  });
  const layers = graph.modules.flatMap((module) =>
    module.parameters.flatMap((parameter) => {
      if ((parameter.shape?.length ?? 0) < 2) return [];
      const name = module.name === '' ? parameter.name : `${module.name}.${parameter.name}`;
      return [{ name, cls: module.cls, place: module.builtAt, ...usedBy(graph, parameter) }];
    }),
  );
  return { names, layers, size: sizeOf(graph) };
}

/** By the ops that take it, so that a parameter of one's own is seen like a layer's. */
function usedBy(graph: Graph, { storage, shape }: ParameterInfo): Pick<WeightedLayer, 'transposed' | 'image'> {
  const user = graph.nodes.find(
    (node): node is OpNode => node.kind === 'op' && node.inputs[1]?.storage === storage && node.inputs.length > 1,
  );
  const transposed = user !== undefined && /conv_transpose/.test(user.op) && hasOneGroup(user);
  const image = user?.op === 'torch.nn.functional.linear' ? flattened(graph, user, shape?.[1]) : undefined;
  return { transposed, image };
}

function hasOneGroup({ args }: OpNode): boolean {
  const groups = args.get('groups');
  return groups === undefined || (groups.kind === 'int' && groups.value === 1);
}

/** What only rearranges a tensor row by row, or works on each number by itself. */
const KEEPS_ORDER =
  /^torch\.(flatten|relu|tanh|sigmoid|reshape|Tensor\.(view|reshape|contiguous)|nn\.functional\.(relu|dropout|gelu|silu|leaky_relu|elu|hardswish))$/;
const FARTHEST = 8;

/** Back from a linear layer to the feature maps that were laid in a row for it. */
function flattened(graph: Graph, user: OpNode, features: Dim | undefined): WeightedLayer['image'] {
  let input = user.inputs[0];
  for (let i = 0; i < FARTHEST && input !== undefined; i += 1) {
    const [, ...image] = numbers(input.shape?.slice(1) ?? [])?.length === 3 ? (input.shape ?? []) : [];
    const [channels, height, width] = numbers(image) ?? [];
    if (channels !== undefined && height !== undefined && width !== undefined)
      return channels * height * width === features && height * width > 1 ? [channels, height, width] : undefined;
    const before = input.producer && graph.nodes.find((node) => node.id === input?.producer?.node);
    if (before?.kind !== 'op' || !KEEPS_ORDER.test(before.op)) return undefined;
    input = before.inputs[0];
  }
  return undefined;
}

function sizeOf({ inputs: [first] }: Graph): Weighted['size'] {
  if (first?.kind !== 'tensor' || first.shape.length !== 4) return undefined;
  const [channels, height, width] = numbers(first.shape.slice(1)) ?? [];
  if (channels === undefined || height === undefined || width === undefined) return undefined;
  return { channels, height, width };
}

function numbers(dims: readonly Dim[]): number[] | undefined {
  const known = dims.filter((dim): dim is number => typeof dim === 'number');
  return known.length === dims.length ? known : undefined;
}
