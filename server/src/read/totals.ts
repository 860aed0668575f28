/** Sums over the traced nodes; a choice counts its smaller alternative, an unknown loop not at all. */
import type { Cause, GraphNode, OpNode } from '../graph';
import { add, type Dim, equal, lessEqual } from '../symbolic';

export interface Sum {
  readonly total: Dim;
  readonly exact: boolean;
  readonly reason: Cause | undefined;
}

type Structure = Exclude<GraphNode, OpNode>;

/** The multiply-adds of all nodes, as a number or a proved lower bound. */
export function sumMacs(nodes: readonly GraphNode[]): Sum {
  const ops = nodes.filter((n): n is OpNode => n.kind === 'op');
  const structures = nodes.filter((n): n is Structure => n.kind !== 'op');
  return sumRange(ops, structures, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

function sumRange(ops: readonly OpNode[], structures: readonly Structure[], from: number, to: number): Sum {
  const inside = structures.filter((s) => spanOf(s).from >= from && spanOf(s).to <= to && s.id >= from && s.id < to);
  const outer = inside.filter((s) => !inside.some((o) => o !== s && covers(o, s)));
  let total: Dim = 0;
  let exact = true;
  let reason: Cause | undefined;
  for (const op of ops) {
    if (op.id >= from && op.id < to && !outer.some((s) => spanOf(s).from <= op.id && op.id < spanOf(s).to))
      total = add(total, op.macs);
  }
  for (const structure of outer) {
    const part =
      structure.kind === 'choice' ? sumChoice(ops, structures, structure) : sumRepeat(ops, structures, structure);
    total = add(total, part.total);
    if (!part.exact) {
      exact = false;
      reason ??= part.reason;
    }
  }
  return { total, exact, reason };
}

function sumChoice(
  ops: readonly OpNode[],
  structures: readonly Structure[],
  choice: Extract<Structure, { kind: 'choice' }>,
): Sum {
  const parts = choice.alternatives.filter((a) => a.alive).map((a) => sumRange(ops, structures, a.from, a.to));
  const first = parts[0];
  if (!first) return { total: 0, exact: true, reason: undefined };
  const smallest = parts.reduce((least, part) => (lessEqual(part.total, least.total) === 'yes' ? part : least), first);
  const same = parts.every((part) => part.exact && equal(part.total, first.total) === 'yes');
  const bounded = parts.every((part) => lessEqual(smallest.total, part.total) === 'yes');
  return {
    total: bounded ? smallest.total : 0,
    exact: same,
    reason: { kind: 'undecided', reason: 'a condition decides which layers run', place: choice.condition },
  };
}

function sumRepeat(
  ops: readonly OpNode[],
  structures: readonly Structure[],
  repeat: Extract<Structure, { kind: 'repeat' }>,
): Sum {
  const body = sumRange(ops, structures, repeat.from, repeat.to);
  return {
    total: 0,
    exact: body.exact && body.total === 0,
    reason: { kind: 'undecided', reason: 'the number of turns of this loop is not known', place: repeat.place },
  };
}

function spanOf(structure: Structure): { readonly from: number; readonly to: number } {
  if (structure.kind === 'repeat') return structure;
  const starts = structure.alternatives.map((a) => a.from);
  const ends = structure.alternatives.map((a) => a.to);
  return { from: Math.min(...starts), to: Math.max(...ends) };
}

const covers = (outer: Structure, inner: Structure): boolean => {
  const a = spanOf(outer),
    b = spanOf(inner);
  return a.from <= b.from && b.to <= a.to && inner.id < outer.id;
};
