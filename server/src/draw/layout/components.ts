/** What hangs together. */
import type { Job } from './types';

/** Items that are connected among themselves, in the order of their first. */
export function components(
  all: Job['edges'],
  items: readonly number[],
  edges: readonly number[],
): { readonly items: number[]; readonly edges: number[] }[] {
  const parent = new Map(items.map((item) => [item, item] as const));
  const find = (item: number): number => {
    let top = item;
    while (parent.get(top) !== top) top = parent.get(top) ?? top;
    for (let i = item; i !== top; ) {
      const next = parent.get(i) ?? top;
      parent.set(i, top);
      i = next;
    }
    return top;
  };
  for (const e of edges) {
    const edge = all[e];
    if (edge && parent.has(edge.from) && parent.has(edge.to)) parent.set(find(edge.to), find(edge.from));
  }
  const found = new Map<number, { items: number[]; edges: number[] }>();
  for (const item of items) {
    const one = found.get(find(item)) ?? { items: [], edges: [] };
    one.items.push(item);
    found.set(find(item), one);
  }
  for (const e of edges) {
    const edge = all[e];
    const inner = edge && (parent.has(edge.from) ? edge.from : parent.has(edge.to) ? edge.to : undefined);
    if (inner !== undefined) found.get(find(inner))?.edges.push(e);
  }
  return [...found.values()];
}
