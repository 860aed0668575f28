/** The way through a model in few steps: its parts in the order of running, opened until there are enough to tell. */
import type { Diagram, DiagramNode, Family } from '../diagram';
import type { Outline, Part } from '../fold/outline';
import { detailsOf } from './cards';

export interface Step {
  readonly key: string;
  readonly name: string;
  /** From the longest to the shortest way to say it. */
  readonly details: readonly [string, ...string[]];
  readonly times: number;
  readonly family: Family;
  readonly isInput: boolean;
  /** Without the batch, channels first. */
  readonly dims: readonly (number | undefined)[];
  readonly size: string;
  readonly node: number | undefined;
  readonly group: number | undefined;
}

export interface Steps {
  readonly steps: readonly Step[];
  /** Between steps, by their places in `steps`. */
  readonly links: readonly { readonly from: number; readonly to: number; readonly size: string }[];
}

const FEWEST = 6;
const MOST = 30;

export function stepsOf(outline: Outline): Steps {
  const { diagram } = outline;
  const drawn = opened(outline).flatMap((part) => {
    const step = stepOf(outline, part);
    return step ? [{ part, step }] : [];
  });
  const steps = drawn.map(({ step }) => step);
  const placeOf = placesOf(
    outline,
    drawn.map(({ part }) => part),
  );
  const links = new Map<string, { from: number; to: number; size: string }>();
  for (const { from, to, size } of diagram.edges) {
    if (diagram.nodes[to]?.look === 'pill') continue;
    const a = placeOf(from),
      b = placeOf(to);
    if (a >= 0 && b > a && !links.has(`${a} ${b}`)) links.set(`${a} ${b}`, { from: a, to: b, size });
  }
  return { steps, links: [...links.values()] };
}

/** The step that shows a node; -1: none does. */
function placesOf(outline: Outline, parts: readonly Part[]): (node: number) => number {
  const ofNode = new Map<number, number>(),
    ofGroup = new Map<number, number>();
  parts.forEach((part, i) => {
    if (part.kind === 'stack') for (const node of part.nodes) ofNode.set(node, i);
    else for (const group of part.kind === 'run' ? part.groups : [part.group]) ofGroup.set(group, i);
  });
  return (node) => {
    const own = ofNode.get(node);
    if (own !== undefined) return own;
    for (let g = outline.home[node]; g !== undefined; g = outline.outer.get(g)) {
      const place = ofGroup.get(g);
      if (place !== undefined) return place;
    }
    return -1;
  };
}

/** Opens the largest groups while there are too few parts. */
function opened(outline: Outline): readonly Part[] {
  let parts = outline.parts.get(0) ?? [];
  for (;;) {
    const layers = parts.filter((part) => !isPill(outline, part)).length;
    if (layers >= FEWEST) return parts;
    const candidates = parts.flatMap((part) => (part.kind === 'group' ? [part.group] : []));
    const size = (group: number): number => outline.parts.get(group)?.length ?? 0;
    const group = candidates
      .filter((g) => size(g) > 0 && layers + size(g) <= MOST)
      .sort((a, b) => size(b) - size(a))[0];
    if (group === undefined) return parts;
    parts = parts.flatMap((part) =>
      part.kind === 'group' && part.group === group ? (outline.parts.get(group) ?? []) : [part],
    );
  }
}

const isPill = ({ diagram }: Outline, part: Part): boolean =>
  part.kind === 'stack' && diagram.nodes[part.nodes[0] ?? -1]?.look === 'pill';

function stepOf({ diagram }: Outline, part: Part): Step | undefined {
  if (part.kind === 'stack') {
    const nodes = part.nodes.flatMap((id) => diagram.nodes[id] ?? []);
    const head = nodes[0],
      last = nodes.at(-1);
    const isOutput = head?.look === 'pill' && diagram.edges.some(({ to }) => to === head.id);
    if (!head || !last || isOutput) return undefined;
    return { ...ofNode(head, last), name: part.name };
  }
  const group = part.kind === 'run' ? (part.groups[0] ?? 0) : part.group;
  const { key, cls, dims, size } = diagram.groups[group] ?? { key: '', cls: '', dims: [], size: '' };
  return {
    key,
    name: part.name,
    details: [cls],
    times: part.kind === 'run' ? part.groups.length : 1,
    family: costliest(diagram, group),
    isInput: false,
    dims,
    size,
    node: undefined,
    group,
  };
}

/** Of what most of its arithmetic is. */
function costliest({ nodes, groups }: Diagram, group: number): Family {
  let best: DiagramNode | undefined;
  for (const node of nodes) {
    if (!isWithin(groups, node.group, group)) continue;
    if ((node.costs.macs ?? 0) > (best?.costs.macs ?? 0)) best = node;
  }
  return best?.family ?? 'container';
}

function isWithin(groups: Diagram['groups'], inner: number, outer: number): boolean {
  for (let g: number | undefined = inner; g !== undefined; g = groups[g]?.parent) if (g === outer) return true;
  return false;
}

const ofNode = (head: DiagramNode, last: DiagramNode): Omit<Step, 'name'> => ({
  key: head.key,
  details: head.look === 'pill' ? [''] : detailsOf(head),
  times: 1,
  family: head.family,
  isInput: head.look === 'pill',
  dims: last.dims,
  size: last.size,
  node: head.id,
  group: undefined,
});
