/**
 * What every folding of a diagram has in common: which groups stand in which, which chips are glued under their
 * maker, which neighbours are equal. Groups that hold nothing but one other group, or one layer with its chips, are
 * dissolved: a frame around one thing says nothing.
 */
import type { Diagram, DiagramNode } from '../diagram';
import { firstNodes, follows, type Incoming, incoming, signaturesOf } from '../equal';

/** A layer or join with the chips glued under it. */
export interface Stack {
  readonly kind: 'stack';
  readonly nodes: readonly number[];
  /** Name of the head with those of dissolved groups around it. */
  readonly name: string;
}
export interface Inner {
  readonly kind: 'group';
  readonly group: number;
  readonly name: string;
}
/** Neighbours that are equal and follow each other. */
export interface Run {
  readonly kind: 'run';
  readonly groups: readonly number[];
  readonly name: string;
}
export type Part = Stack | Inner | Run;

export interface Outline {
  readonly diagram: Diagram;
  /** What stands in each group that is not dissolved, in the order in which it is run. */
  readonly parts: ReadonlyMap<number, readonly Part[]>;
  /** The group in which each node stands, by node. */
  readonly home: readonly number[];
  /** The group in which each group stands; undefined for the model and for what is dissolved. */
  readonly outer: ReadonlyMap<number, number>;
  /** First node of each group. */
  readonly first: ReadonlyMap<number, number>;
  readonly runOf: ReadonlyMap<number, Run>;
}

export function outlineOf(diagram: Diagram): Outline {
  const ins = incoming(diagram);
  const first = firstNodes(diagram);
  const stacks = stacksOf(diagram, ins);
  const parts = new Map<number, readonly Part[]>();
  const home: number[] = [];
  const outer = new Map<number, number>();
  const runOf = new Map<number, Run>();
  const signatures = signaturesOf(diagram, ins, first);

  for (const group of [...diagram.groups].reverse()) {
    const held = heldBy(group.id);
    parts.set(group.id, held);
  }
  const root = parts.get(0) ?? [];
  parts.set(0, root);
  for (const [group, held] of parts) settle(group, held);
  return { diagram, parts, home, outer, first, runOf };

  function heldBy(group: number): readonly Part[] {
    const inner = diagram.groups
      .filter((g) => g.parent === group && first.has(g.id))
      .map((g) => dissolved(g.id, told(g.name, g.module)));
    const own = (stacks.get(group) ?? []).map((nodes): Stack => ({ kind: 'stack', nodes, name: nameOf(nodes[0]) }));
    const all = [...inner, ...own].sort((a, b) => startOf(a) - startOf(b));
    return withRuns(all);
  }

  function dissolved(group: number, name: string): Stack | Inner {
    const held = parts.get(group) ?? [];
    const [only] = held;
    if (held.length !== 1 || only === undefined || only.kind === 'run' || diagram.groups[group]?.isLoop === true)
      return { kind: 'group', group, name };
    if (only.kind === 'stack' && diagram.nodes[only.nodes[0] ?? 0]?.look === 'error')
      return { kind: 'group', group, name };
    parts.delete(group);
    const own = only.kind === 'stack' ? diagram.nodes[only.nodes[0] ?? 0]?.name : diagram.groups[only.group]?.name;
    return { ...only, name: only.name.startsWith(`${name}.`) ? only.name : `${name}.${own ?? only.name}` };
  }

  function nameOf(node: number | undefined): string {
    const { name = '', module } = diagram.nodes[node ?? 0] ?? {};
    return told(name, module);
  }

  function startOf(part: Part): number {
    if (part.kind === 'stack') return part.nodes[0] ?? 0;
    return first.get(part.kind === 'group' ? part.group : (part.groups[0] ?? 0)) ?? 0;
  }

  function withRuns(all: readonly (Stack | Inner)[]): readonly Part[] {
    const result: Part[] = [];
    for (let i = 0; i < all.length; ) {
      const run = runFrom(all, i);
      const part = all[i];
      if (part) result.push(run ?? part);
      i += run ? run.groups.length : 1;
    }
    return result;
  }

  function runFrom(all: readonly (Stack | Inner)[], start: number): Run | undefined {
    const head = all[start];
    if (head?.kind !== 'group') return undefined;
    const groups = [head.group];
    for (let i = start + 1; i < all.length; i++) {
      const next = all[i];
      const last = groups.at(-1);
      if (next?.kind !== 'group' || last === undefined || signatures.get(next.group) !== signatures.get(head.group))
        break;
      if (!follows(diagram, first, last, next.group)) break;
      groups.push(next.group);
    }
    return groups.length < 2 ? undefined : { kind: 'run', groups, name: head.name };
  }

  function settle(group: number, held: readonly Part[]): void {
    for (const part of held) {
      if (part.kind === 'stack') for (const node of part.nodes) home[node] = group;
      else if (part.kind === 'group') outer.set(part.group, group);
      else
        for (const member of part.groups) {
          outer.set(member, group);
          runOf.set(member, part);
        }
    }
  }
}

/** A number says nothing by itself: `layer1.0`. */
function told(name: string, module: string | undefined): string {
  return /^\d+$/.test(name) && module !== undefined ? module.split('.').slice(-2).join('.') : name;
}

/** Heads with their chips, by group. A chip is glued where its maker makes nothing for others. */
function stacksOf(diagram: Diagram, ins: Incoming): ReadonlyMap<number, readonly (readonly number[])[]> {
  const readers = new Map<number, number>();
  for (const { from } of diagram.edges) readers.set(from, (readers.get(from) ?? 0) + 1);
  const stackOf = new Map<number, number[]>();
  const stacks = new Map<number, number[][]>();
  for (const node of diagram.nodes) {
    const [maker] = ins[node.id] ?? [];
    const isGlued =
      node.look === 'chip' &&
      ins[node.id]?.length === 1 &&
      maker !== undefined &&
      canCarry(diagram.nodes[maker], node) &&
      readers.get(maker) === 1;
    const stack = isGlued ? stackOf.get(maker) : undefined;
    if (stack) {
      stack.push(node.id);
      stackOf.set(node.id, stack);
    } else {
      const own = [node.id];
      stackOf.set(node.id, own);
      const known = stacks.get(node.group);
      if (known) known.push(own);
      else stacks.set(node.group, [own]);
    }
  }
  return stacks;
}

const canCarry = (maker: DiagramNode | undefined, chip: DiagramNode): boolean =>
  maker !== undefined && maker.group === chip.group && ['card', 'chip', 'join'].includes(maker.look);
