/** What a diagram asks of the declarations, for one graph. */
import type { Graph, OpNode } from '../graph';
import { type Category, declarationOf, receptiveFields } from '../torch';
import { storagesOf } from './receptive';

export interface Vocabulary {
  readonly familyOf: (op: string) => Category;
  /** Largest receptive field of an op's result over the axes; undefined: not known, or the whole input. */
  readonly fieldOf: (node: number) => number | undefined;
}

export function vocabularyOf(graph: Graph): Vocabulary {
  const ops = graph.nodes.filter((n): n is OpNode => n.kind === 'op');
  const fields = receptiveFields(ops, declarationOf, storagesOf(graph.modules));
  return {
    familyOf: (op) => declarationOf(op)?.category ?? 'other',
    fieldOf: (node) => {
      const sizes = fields.get(node)?.axes?.map((axis) => axis.size) ?? [];
      return sizes.length > 0 && sizes.every((size) => size !== 'all') ? Math.max(...sizes) : undefined;
    },
  };
}
