/** Who makes the tensors that an op is given: other ops, the inputs of the model, or nobody (weights, constants). */
import type { Graph, OpNode, TensorType } from '../../graph';
import { shapeText } from '../../graph';
import { tensorsOf } from './sizes';

export type Source =
  | { readonly kind: 'op'; readonly op: number; readonly output: number }
  | { readonly kind: 'input'; readonly input: number }
  /** Made on one side or the other of an undecided condition. */
  | { readonly kind: 'choice'; readonly choice: number }
  | { readonly kind: 'weight'; readonly name: string }
  | { readonly kind: 'constant' };

export interface Flow {
  readonly ops: ReadonlyMap<number, OpNode>;
  /** Ops whose result is a tensor that was there before: `contiguous` of what is contiguous. */
  readonly aliases: ReadonlySet<number>;
  readonly sourceOf: (tensor: TensorType, reader: number) => Source;
  /** Elements of a weight, by its whole name. */
  readonly weights: ReadonlyMap<string, TensorType>;
}

export function flowOf(graph: Graph): Flow {
  const ops = new Map(graph.nodes.flatMap((n) => (n.kind === 'op' ? [[n.id, n] as const] : [])));
  const choices = graph.nodes.filter((n) => n.kind === 'choice');
  const names = weightNames(graph);
  const inputs = new Map(tensorsOf(graph.inputs).map((tensor, i) => [tensor.storage, i] as const));
  const aliases = new Set([...ops.values()].filter(isAlias).map((op) => op.id));
  const weights = new Map<string, TensorType>();

  function sourceOf(tensor: TensorType, reader: number): Source {
    const made = tensor.producer && ops.get(tensor.producer.node);
    if (tensor.producer && made) {
      const [first] = made.inputs;
      if (aliases.has(made.id) && first) return sourceOf(first, reader);
      // What was made on one side of a condition and is used after it stands for both sides.
      const around = choices.findLast(
        (c) => c.id < reader && c.alternatives.some((a) => a.from <= made.id && made.id < a.to),
      );
      if (around) return { kind: 'choice', choice: around.id };
      return { kind: 'op', op: made.id, output: tensor.producer.output };
    }
    const name = names.get(tensor.storage);
    if (name !== undefined) {
      weights.set(name, tensor);
      return { kind: 'weight', name };
    }
    const input = inputs.get(tensor.storage);
    if (input !== undefined) return { kind: 'input', input };
    const choice = tensor.producer ? undefined : choices.filter((c) => c.id < reader).at(-1);
    if (choice && isMadeBy(choice, tensor, ops)) return { kind: 'choice', choice: choice.id };
    return { kind: 'constant' };
  }

  return { ops, aliases, sourceOf, weights };
}

function isAlias({ id, inplace, outputs, inputs }: OpNode): boolean {
  const made = outputs[0]?.producer;
  return !inplace && inputs.length > 0 && made !== undefined && made.node !== id;
}

/** A tensor of nobody in particular has the size of what an alternative of the last condition made. */
function isMadeBy(
  choice: Extract<Graph['nodes'][number], { kind: 'choice' }>,
  tensor: TensorType,
  ops: ReadonlyMap<number, OpNode>,
): boolean {
  const size = tensor.shape && shapeText(tensor.shape);
  return choice.alternatives.some(({ from, to }) => {
    for (let id = to - 1; id >= from; id--) {
      const shape = ops.get(id)?.outputs[0]?.shape;
      if (shape) return size === undefined || shapeText(shape) === size;
    }
    return false;
  });
}

function weightNames(graph: Graph): Map<number, string> {
  const names = new Map<number, string>();
  for (const module of graph.modules) {
    for (const weight of [...module.parameters, ...module.buffers]) {
      const name = module.name === '' ? weight.name : `${module.name}.${weight.name}`;
      if (!names.has(weight.storage)) names.set(weight.storage, name);
    }
  }
  return names;
}
