/** The tensors between the nodes of a diagram. */
import type { OpNode } from '../../graph';
import type { DiagramEdge } from '../diagram';
import type { Source } from './flow';
import type { NodeContext } from './nodes';
import { elementsOf, sizeText } from './sizes';

export interface Wires {
  readonly edges: DiagramEdge[];
  /** What op `to` is given by others. */
  into(op: OpNode): void;
  connect(source: Source, to: number, tensor: Pick<OpNode['inputs'][number], 'shape'> | undefined): void;
  link(from: number, to: number): void;
}

/** `nodeOfOp`: ops of one layer share a node; `nodeOfChoice`: where alternatives meet. */
export function wires(
  context: NodeContext,
  nodeOfOp: ReadonlyMap<number, number>,
  nodeOfChoice: ReadonlyMap<number, number>,
): Wires {
  const edges: DiagramEdge[] = [];
  const known = new Set<string>();

  function add(from: number, to: number, output: number, shape: OpNode['inputs'][number]['shape']): void {
    const tensor = `${from}.${output}`;
    if (from === to || known.has(`${tensor} ${to}`)) return;
    known.add(`${tensor} ${to}`);
    edges.push({ from, to, tensor, size: sizeText(shape, context.batch), elements: elementsOf(shape) });
  }

  function connect(source: Source, to: number, tensor: Pick<OpNode['inputs'][number], 'shape'> | undefined): void {
    switch (source.kind) {
      case 'op': {
        const from = nodeOfOp.get(source.op);
        if (from !== undefined) add(from, to, source.output, tensor?.shape);
        return;
      }
      case 'input':
        add(source.input, to, 0, tensor?.shape);
        return;
      case 'choice': {
        const from = nodeOfChoice.get(source.choice);
        if (from !== undefined) add(from, to, 0, tensor?.shape);
        return;
      }
      case 'weight':
      case 'constant':
        return;
    }
  }

  return {
    edges,
    connect,
    link: (from, to) => add(from, to, 0, undefined),
    into(op) {
      const to = nodeOfOp.get(op.id);
      if (to === undefined) return;
      for (const tensor of op.inputs) connect(context.flow.sourceOf(tensor, op.id), to, tensor);
    },
  };
}
