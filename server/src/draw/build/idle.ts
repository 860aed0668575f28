/** What a picture leaves out: tensors made of constants alone that nothing shown is made of. */
import type { DiagramEdge, DiagramNode } from '../diagram';

/**
 * Nodes that neither come from an input or a weight nor lead to something that does. They are the arithmetic that a
 * forward does with sizes and settings on the way.
 */
export function idleNodes(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[]): ReadonlySet<number> {
  const isShown = nodes.map(({ look, costs }) => (look !== 'chip' && look !== 'join') || (costs.params ?? 0) > 0);
  const sorted = [...edges].sort((a, b) => a.from - b.from);
  for (const { from, to } of sorted) if (isShown[from]) isShown[to] = true;
  for (const { from, to } of sorted.reverse()) if (isShown[to]) isShown[from] = true;
  return new Set(nodes.flatMap(({ id }) => (isShown[id] ? [] : [id])));
}

export function without(
  idle: ReadonlySet<number>,
  nodes: readonly DiagramNode[],
  edges: readonly DiagramEdge[],
): { readonly nodes: DiagramNode[]; readonly edges: DiagramEdge[] } {
  if (idle.size === 0) return { nodes: [...nodes], edges: [...edges] };
  const kept = nodes.filter(({ id }) => !idle.has(id));
  const now = new Map(kept.map(({ id }, i) => [id, i]));
  return {
    nodes: kept.map((node, id) => ({ ...node, id })),
    edges: edges.flatMap((edge) => {
      const from = now.get(edge.from),
        to = now.get(edge.to);
      if (from === undefined || to === undefined) return [];
      return [{ ...edge, from, to, tensor: edge.tensor.replace(/^\d+/, String(from)) }];
    }),
  };
}
