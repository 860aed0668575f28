/**
 * What is to be seen under a folding: for each open group its items and the tensors between them. A tensor that
 * crosses the border of a group is an edge from or to the outside in it.
 */
import type { DiagramEdge } from '../diagram';
import type { Folding } from './folding';
import type { Outline, Part } from './outline';

export interface StackItem {
  readonly kind: 'stack';
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly number[];
}
export interface GroupItem {
  readonly kind: 'group';
  readonly key: string;
  readonly name: string;
  /** The first of a run stands for all. */
  readonly group: number;
  readonly times: number;
  readonly isOpen: boolean;
}
export type Item = StackItem | GroupItem;

/** In place of an item: from or to outside of the group. */
export const OUTSIDE = -1;

export interface ScopeEdge {
  readonly from: number;
  readonly to: number;
  readonly tensor: string;
  readonly size: string;
  readonly elements: number | undefined;
  /** Indices into the diagram's edges. */
  readonly wires: readonly number[];
}

export interface Scope {
  readonly group: number;
  readonly items: readonly Item[];
  readonly edges: readonly ScopeEdge[];
  /** Tensors from outside that have one way in together, by tensor: the first of them. */
  readonly bundles: ReadonlyMap<string, string>;
}

interface Draft {
  readonly group: number;
  readonly items: readonly Item[];
  /** Which item shows a node or a group. */
  readonly itemOfNode: Map<number, number>;
  readonly itemOfGroup: Map<number, number>;
  readonly edges: Map<string, { edge: ScopeEdge; wires: number[] }>;
}

export function scopesOf(outline: Outline, folding: Folding): ReadonlyMap<number, Scope> {
  const drafts = new Map<number, Draft>();
  draft(0);
  const { diagram } = outline;
  diagram.edges.forEach((edge, wire) => {
    addWire(edge, wire);
  });
  return new Map([...drafts].map(([group, d]) => [group, finished(d)]));

  function draft(group: number): void {
    const itemOfNode = new Map<number, number>(),
      itemOfGroup = new Map<number, number>();
    const items: Item[] = [];
    for (const part of (outline.parts.get(group) ?? []).flatMap((p) => spread(p))) {
      const at = items.length;
      if (part.kind === 'stack') {
        for (const node of part.nodes) itemOfNode.set(node, at);
        items.push({ ...part, key: outline.diagram.nodes[part.nodes[0] ?? 0]?.key ?? '' });
        continue;
      }
      const groups = part.kind === 'run' ? part.groups : [part.group];
      for (const member of groups) itemOfGroup.set(member, at);
      const shown = groups[0] ?? 0;
      const key = keyOf(shown);
      const isOpen = folding.open.has(key);
      items.push({ kind: 'group', key, name: part.name, group: shown, times: groups.length, isOpen });
      if (isOpen) draft(shown);
    }
    drafts.set(group, { group, items, itemOfNode, itemOfGroup, edges: new Map() });
  }

  function spread(part: Part): readonly Part[] {
    if (part.kind !== 'run' || !folding.unrolled.has(keyOf(part.groups[0] ?? 0))) return [part];
    return part.groups.map((group) => ({ kind: 'group', group, name: outline.diagram.groups[group]?.name ?? '' }));
  }

  function keyOf(group: number): string {
    return outline.diagram.groups[group]?.key ?? '';
  }

  /** Groups around a node, outermost first. */
  function around(node: number): number[] {
    const chain: number[] = [];
    for (let g: number | undefined = outline.home[node]; g !== undefined; g = outline.outer.get(g)) chain.unshift(g);
    return chain;
  }

  /** The node that is shown for it: in a run that is not unrolled, the same one of its first member. */
  function shownFor(node: number): { readonly node: number; readonly runs: readonly string[] } {
    const runs: string[] = [];
    let shown = node;
    for (let depth = 1; ; depth++) {
      const group = around(shown)[depth];
      if (group === undefined) return { node: shown, runs };
      const run = outline.runOf.get(group);
      const head = run?.groups[0];
      if (head === undefined || folding.unrolled.has(keyOf(head))) continue;
      runs.push(`${head} ${group}`);
      shown += (outline.first.get(head) ?? 0) - (outline.first.get(group) ?? 0);
    }
  }

  function addWire(edge: DiagramEdge, wire: number): void {
    const from = shownFor(edge.from),
      to = shownFor(edge.to);
    if (isBetweenMembers(from.runs, to.runs)) return;
    const tensor = `${from.node}.${edge.tensor.slice(edge.tensor.indexOf('.') + 1)}`;
    const shown = { ...edge, tensor };
    const down = around(from.node),
      up = around(to.node);
    for (let depth = 0; ; depth++) {
      const a = itemAt(down, depth, from.node),
        b = itemAt(up, depth, to.node);
      if (a === undefined || b === undefined) return;
      if (down[depth] !== up[depth]) return;
      if (a === b && down[depth + 1] === up[depth + 1] && down[depth + 1] !== undefined) {
        if (!drafts.has(down[depth + 1] ?? -1)) return;
        continue;
      }
      if (a === b) return;
      add(down[depth], a, b, shown, wire);
      for (let d = depth + 1; d < down.length; d++) {
        const item = itemAt(down, d, from.node);
        if (item !== undefined) add(down[d], item, OUTSIDE, shown, wire);
      }
      for (let d = depth + 1; d < up.length; d++) {
        const item = itemAt(up, d, to.node);
        if (item !== undefined) add(up[d], OUTSIDE, item, shown, wire);
      }
      return;
    }
  }

  /** The item of the open group at this depth that holds the node; undefined where the group is not open. */
  function itemAt(chain: readonly number[], depth: number, node: number): number | undefined {
    const scope = drafts.get(chain[depth] ?? -1);
    const inner = chain[depth + 1];
    return inner === undefined ? scope?.itemOfNode.get(node) : scope?.itemOfGroup.get(inner);
  }

  function add(group: number | undefined, from: number, to: number, edge: DiagramEdge, wire: number): void {
    const scope = group === undefined ? undefined : drafts.get(group);
    if (!scope) return;
    const id = `${from} ${to} ${edge.tensor}`;
    const known = scope.edges.get(id);
    if (known) {
      known.wires.push(wire);
      return;
    }
    const wires = [wire];
    const { tensor, size, elements } = edge;
    scope.edges.set(id, { edge: { from, to, tensor, size, elements, wires }, wires });
  }
}

/** From one member of a run to the next: the run stands for it. */
function isBetweenMembers(from: readonly string[], to: readonly string[]): boolean {
  const heads = new Map(from.map((one) => one.split(' ') as [string, string]));
  return to.some((one) => {
    const [head, member] = one.split(' ');
    const other = heads.get(head ?? '');
    return other !== undefined && other !== member;
  });
}

/** Tensors that come from outside and go to the same items come in together. */
function finished({ group, items, edges }: Draft): Scope {
  const readers = new Map<string, number[]>();
  const all = [...edges.values()].map(({ edge }) => edge);
  for (const { from, to, tensor } of all)
    if (from === OUTSIDE) readers.set(tensor, [...(readers.get(tensor) ?? []), to]);
  const firsts = new Map<string, string>();
  const bundles = new Map<string, string>();
  for (const [tensor, list] of readers) {
    const id = list.join(' ');
    if (!firsts.has(id)) firsts.set(id, tensor);
    bundles.set(tensor, firsts.get(id) ?? tensor);
  }
  return { group, items, edges: bundled(all, bundles), bundles };
}

function bundled(edges: readonly ScopeEdge[], bundles: ReadonlyMap<string, string>): ScopeEdge[] {
  const result: ScopeEdge[] = [];
  const known = new Map<string, { readonly at: number; readonly wires: number[] }>();
  for (const edge of edges) {
    if (edge.from !== OUTSIDE) {
      result.push(edge);
      continue;
    }
    const tensor = bundles.get(edge.tensor) ?? edge.tensor;
    const id = `${tensor} ${edge.to}`;
    const before = known.get(id);
    if (before) before.wires.push(...edge.wires);
    else {
      const wires = [...edge.wires];
      known.set(id, { at: result.length, wires });
      result.push({ ...edge, tensor, wires });
    }
  }
  return result;
}
