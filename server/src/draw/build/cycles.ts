/**
 * Modules that take turns: Swin's blocks with a shifted window after each one without. Each turn becomes a group, so
 * that equal turns are one picture with a number of times, as equal neighbours are.
 */
import type { Diagram, DiagramGroup } from '../diagram';
import { firstNodes, follows, incoming, signaturesOf } from '../equal';
import { groupedBy } from '../grouped';

/** Modules in one turn; longer patterns are coincidence. */
const LONGEST = 4;

export function withCycles(diagram: Diagram): Diagram {
  const turns = turnsOf(diagram);
  if (turns.length === 0) return diagram;
  const turnOf = new Map(turns.flatMap((turn) => turn.map((group) => [group, turn] as const)));
  const groups: DiagramGroup[] = [];
  const now = new Map<number, number>();
  for (const group of diagram.groups) {
    const turn = turnOf.get(group.id);
    const parent = group.parent === undefined ? undefined : now.get(group.parent);
    if (turn?.[0] === group.id) groups.push(turnGroup(diagram, turn, groups.length, parent));
    const around = turn ? groups.findLast(({ key }) => key === keyOf(diagram, turn))?.id : parent;
    now.set(group.id, groups.length);
    groups.push({ ...group, id: groups.length, parent: around });
  }
  return { ...diagram, groups, nodes: diagram.nodes.map((node) => ({ ...node, group: now.get(node.group) ?? 0 })) };
}

function turnsOf(diagram: Diagram): readonly (readonly number[])[] {
  const first = firstNodes(diagram);
  const signatures = signaturesOf(diagram, incoming(diagram), first);
  const isNext = nextTo(diagram, first);
  const shown = diagram.groups.filter(({ id, parent }) => parent !== undefined && first.has(id));
  return [...groupedBy(shown, ({ parent }) => parent).values()].flatMap((list) =>
    turnsAmong(
      list.map(({ id }) => id),
      signatures,
      isNext,
    ),
  );
}

function turnsAmong(
  list: readonly number[],
  signatures: ReadonlyMap<number, number>,
  isNext: (one: number, other: number) => boolean,
): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const sameAs = (i: number, j: number): boolean => signatures.get(list[i] ?? -1) === signatures.get(list[j] ?? -2);
  for (let i = 0; i < list.length; ) {
    const length = cycleAt(i);
    let end = i + length;
    while (length > 0 && end + length <= list.length && isTurn(end, length)) end += length;
    if (end - i < 2 * length || length === 0) {
      i += 1;
      continue;
    }
    for (; i < end; i += length) found.push(list.slice(i, i + length));
  }
  return found;

  /** How many modules are in a turn that begins here and is repeated; 0: none is. */
  function cycleAt(start: number): number {
    if (sameAs(start, start + 1)) return 0;
    for (let length = 2; length <= LONGEST; length++) if (isTurn(start + length, length)) return length;
    return 0;
  }

  /** It is what was before, and follows it without anything between. */
  function isTurn(start: number, length: number): boolean {
    for (let j = start; j < start + length; j++) {
      const [before, own] = [list[j - 1], list[j]];
      if (before === undefined || own === undefined || !sameAs(j, j - length) || !isNext(before, own)) return false;
      const [a, b] = [list[j - length - 1], list[j - length]];
      if (j > start && (a === undefined || b === undefined || !isNext(a, b))) return false;
    }
    return true;
  }
}

/** One follows the other, and no layer stands between them. */
function nextTo(diagram: Diagram, first: ReadonlyMap<number, number>): (one: number, other: number) => boolean {
  const isIn = (node: number, group: number): boolean => {
    for (let g = diagram.nodes[node]?.group; g !== undefined; g = diagram.groups[g]?.parent)
      if (g === group) return true;
    return false;
  };
  return (one, other) => {
    for (let node = first.get(one) ?? 0; node < (first.get(other) ?? 0); node++) if (!isIn(node, one)) return false;
    return follows(diagram, first, one, other);
  };
}

const keyOf = ({ groups }: Diagram, turn: readonly number[]): string => `turn ${groups[turn[0] ?? 0]?.key}`;

function turnGroup(diagram: Diagram, turn: readonly number[], id: number, parent: number | undefined): DiagramGroup {
  const members = turn.flatMap((group) => diagram.groups[group] ?? []);
  const [first, last] = [members[0], members.at(-1)];
  const sum = (of: 'params' | 'macs'): number | undefined =>
    members.reduce<number | undefined>((total, { costs }) => {
      const own = costs[of];
      return total === undefined || own === undefined ? undefined : total + own;
    }, 0);
  const classes = [...new Set(members.map(({ cls }) => cls))];
  const fields = members.flatMap(({ costs }) => costs.field ?? []);
  return {
    id,
    key: keyOf(diagram, turn),
    parent,
    name: `${nameOf(first)} … ${nameOf(last)}`,
    cls: classes.length === 1 ? `${members.length} × ${classes[0]}` : classes.join(', '),
    module: undefined,
    size: last?.size ?? '',
    inputSize: first?.inputSize ?? '',
    dims: last?.dims ?? [],
    costs: {
      params: sum('params'),
      macs: sum('macs'),
      memory: last?.costs.memory,
      field: fields.length > 0 ? Math.max(...fields) : undefined,
    },
    isLoop: false,
    place: first?.place,
  };
}

/** `5.0`, since a number says nothing by itself. */
const nameOf = (group: DiagramGroup | undefined): string =>
  group?.module !== undefined && /^\d+$/.test(group.name)
    ? group.module.split('.').slice(-2).join('.')
    : (group?.name ?? '');
