/** Dense connections: each item reads what all before it made (DenseNet). */
import type { LayoutEdge } from './types';

const FEWEST = 3;

export function isDense(items: number, edges: readonly Pick<LayoutEdge, 'to' | 'tensor'>[]): boolean {
  if (items < FEWEST || edges.length < 2 * items) return false;
  const read = new Map<number, Set<string>>();
  for (const { to, tensor } of edges) read.set(to, (read.get(to) ?? new Set()).add(tensor));
  const collectors = [...read].filter(([to, set]) => to >= 0 && set.size > 1).sort((a, b) => a[0] - b[0]);
  if (collectors.length < FEWEST) return false;
  return collectors.every(([, set], i) => {
    const before = collectors[i - 1]?.[1];
    return before === undefined || [...before].every((tensor) => set.has(tensor));
  });
}
