/** Parts that could not be read: where something got lost, and the modules that were given what is not known. */
import type { Cause, Graph, GraphValue, ModuleCall } from '../../graph';
import type { DiagramNode } from '../diagram';
import type { Hierarchy, Owner } from './hierarchy';
import { lastPart, NOTHING } from './nodes';
import { numberOf } from './sizes';

export interface Lost {
  /** More than one: neighbours that were all given what is not known. */
  readonly calls: readonly [ModuleCall, ...ModuleCall[]];
  readonly cause: Cause;
  /** The group that shows it. */
  readonly owner: Owner;
  /** `begun`: ops were read inside before it ended; `whole`: none; `blind`: what went in is not known. */
  readonly kind: 'begun' | 'whole' | 'blind';
}

/** Calls whose result is not known although all they were given is, and which no inner call explains. */
export function lostCalls(graph: Graph, hierarchy: Hierarchy): Lost[] {
  const explained = new Set<number>();
  const lost: Lost[] = [];
  const begun = new Set(hierarchy.owners.map(({ call }) => call?.index));
  for (const call of [...graph.calls].reverse()) {
    const cause = unknownIn(call.output);
    if (call.to < 0 || cause === undefined || call.inputs.some(isUnknown)) continue;
    if (!explained.has(call.index)) {
      const isBegun = begun.has(call.index);
      const owner = hierarchy.ownerOfCall(isBegun ? call.index : call.parent);
      lost.push({ calls: [call], cause, owner, kind: isBegun ? 'begun' : 'whole' });
    }
    if (call.parent !== undefined) explained.add(call.parent);
  }
  return lost.reverse();
}

/** Calls that were given what is not known, so that nothing is known inside; what stands together is one. */
export function blindCalls(graph: Graph, hierarchy: Hierarchy, isBusy: (call: number) => boolean): Lost[] {
  const inside = new Set<number>();
  const found = new Map<string, Lost>();
  for (const call of graph.calls) {
    if (call.parent !== undefined && inside.has(call.parent)) inside.add(call.index);
    const cause = call.inputs.map(unknownIn).find((one) => one !== undefined);
    if (call.to < 0 || cause === undefined || inside.has(call.index) || isBusy(call.index)) continue;
    inside.add(call.index);
    const owner = hierarchy.ownerOfCall(call.parent);
    const key = `${owner.id} ${causeKey(cause)}`;
    const known = found.get(key);
    found.set(key, { calls: known ? [...known.calls, call] : [call], cause, owner, kind: 'blind' });
  }
  return [...found.values()];
}

/** The same for what got lost at one place for one reason. */
export const causeKey = ({ place, reason }: Cause): string => `${place?.file} ${place?.span.start} ${reason}`;

export const isUnknown = (value: GraphValue): boolean => unknownIn(value) !== undefined;

/** The first cause in a value, however deep. */
function unknownIn(value: GraphValue): Cause | undefined {
  switch (value.kind) {
    case 'unknown':
      return value.cause;
    case 'seq':
      return value.items.map(unknownIn).find((cause) => cause !== undefined);
    case 'dict':
      return value.entries.map(([, item]) => unknownIn(item)).find((cause) => cause !== undefined);
    default:
      return undefined;
  }
}

export function lostNode(id: number, { calls, cause, owner, kind }: Lost, key: string): DiagramNode {
  const [call, ...more] = calls;
  const last = more.at(-1);
  const isError = cause.kind === 'error' && kind !== 'blind';
  const reason = isError ? cause.reason : `not known: ${cause.reason}`;
  const params = calls.reduce<number | undefined>((sum, one) => plus(sum, numberOf(one.params)), 0);
  const common = {
    ...NOTHING,
    id,
    key,
    group: owner.id,
    look: isError ? ('error' as const) : ('unknown' as const),
    family: 'other' as const,
  };
  if (kind === 'begun')
    return {
      ...common,
      name: isError ? 'fails here' : 'not known',
      detail: cause.reason,
      place: cause.place ?? call.place,
    };
  return {
    ...common,
    name: last ? `${lastPart(call.name)} … ${lastPart(last.name)}` : lastPart(call.name),
    detail: last ? `${calls.length} modules, ${reason}` : reason,
    costs: { ...NOTHING.costs, params },
    module: last ? undefined : call.name,
    place: kind === 'whole' ? (cause.place ?? call.place) : call.place,
  };
}

const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;
