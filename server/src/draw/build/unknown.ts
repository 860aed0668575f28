/** Parts that could not be read: one node for each first cause, where the reading ended. */
import type { Cause, Graph, GraphValue, ModuleCall } from '../../graph';
import type { DiagramNode } from '../diagram';
import type { Hierarchy, Owner } from './hierarchy';
import { lastPart, NOTHING } from './nodes';

export interface Lost {
  readonly call: ModuleCall;
  readonly cause: Cause;
  /** The group that shows it. */
  readonly owner: Owner;
  /** Ops were read inside before it ended. */
  readonly isBegun: boolean;
}

/** Calls whose result is not known although all they were given is, and which no inner call explains. */
export function lostCalls(graph: Graph, hierarchy: Hierarchy): Lost[] {
  const explained = new Set<number>();
  const lost: Lost[] = [];
  const begun = new Set(hierarchy.owners.map(({ call }) => call?.index));
  for (const call of [...graph.calls].reverse()) {
    if (call.to < 0 || call.output.kind !== 'unknown' || call.inputs.some(isUnknown)) continue;
    if (!explained.has(call.index)) {
      const isBegun = begun.has(call.index);
      const owner = hierarchy.ownerOfCall(isBegun ? call.index : call.parent);
      lost.push({ call, cause: call.output.cause, owner, isBegun });
    }
    if (call.parent !== undefined) explained.add(call.parent);
  }
  return lost.reverse();
}

export function isUnknown(value: GraphValue): boolean {
  switch (value.kind) {
    case 'unknown':
      return true;
    case 'seq':
      return value.items.some(isUnknown);
    case 'dict':
      return value.entries.some(([, item]) => isUnknown(item));
    default:
      return false;
  }
}

export function lostNode(id: number, { call, cause, owner, isBegun }: Lost, key: string): DiagramNode {
  const isError = cause.kind === 'error';
  return {
    ...NOTHING,
    id,
    key,
    group: owner.id,
    look: isError ? 'error' : 'unknown',
    family: 'other',
    name: isBegun ? (isError ? 'fails here' : 'not known') : lastPart(call.name),
    detail: isError ? cause.reason : `not known: ${cause.reason}`,
    module: isBegun ? undefined : call.name,
    place: cause.place ?? call.place,
  };
}
