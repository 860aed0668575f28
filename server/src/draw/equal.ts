/** Which groups of a diagram are equal, and which follow each other. */
import type { Diagram } from './diagram';

export type Incoming = readonly (readonly number[])[];

export function incoming(diagram: Diagram): Incoming {
  const ins: number[][] = diagram.nodes.map(() => []);
  for (const { from, to } of diagram.edges) ins[to]?.push(from);
  return ins;
}

export function firstNodes(diagram: Diagram): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const node of diagram.nodes) {
    for (let g: number | undefined = node.group; g !== undefined; g = diagram.groups[g]?.parent)
      if (!first.has(g)) first.set(g, node.id);
  }
  return first;
}

/** All that leaves the one goes into the other, and nothing else does. */
export function follows(diagram: Diagram, first: ReadonlyMap<number, number>, one: number, other: number): boolean {
  const start = first.get(one) ?? 0,
    middle = first.get(other) ?? 0;
  const end = endOf(diagram, other);
  let links = 0;
  for (const { from, to } of diagram.edges) {
    const leavesOne = from >= start && from < middle && to >= middle;
    const entersOther = from < middle && to >= middle && to < end;
    if (leavesOne !== entersOther) return false;
    if (leavesOne) links++;
  }
  return links > 0;
}

function endOf(diagram: Diagram, group: number): number {
  let end = 0;
  for (const node of diagram.nodes) if (isInside(diagram, node.group, group)) end = Math.max(end, node.id + 1);
  return end;
}

function isInside(diagram: Diagram, inner: number, outer: number): boolean {
  for (let g: number | undefined = inner; g !== undefined; g = diagram.groups[g]?.parent) if (g === outer) return true;
  return false;
}

/** Equal groups have equal numbers: class, layers and the wires between them. */
export function signaturesOf(
  diagram: Diagram,
  ins: Incoming,
  first: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const texts = new Map<number, string[]>();
  for (const node of diagram.nodes) {
    for (let g: number | undefined = node.group; g !== undefined; g = diagram.groups[g]?.parent) {
      const start = first.get(g) ?? 0;
      const makers = (ins[node.id] ?? []).map((maker) => (maker < start ? 'x' : node.id - maker));
      const text = `${node.signature}<${makers.join(',')}`;
      const known = texts.get(g);
      if (known) known.push(text);
      else texts.set(g, [diagram.groups[g]?.cls ?? '', text]);
    }
  }
  const numbers = new Map<string, number>();
  return new Map(
    [...texts].map(([group, parts]) => {
      const whole = parts.join('|');
      const number = numbers.get(whole) ?? numbers.size;
      numbers.set(whole, number);
      return [group, number] as const;
    }),
  );
}
