/** How a run goes as heat on the nodes of its model: gradients, steps, dead and idle units, step by step. */
import type { Diagram, DiagramGroup, DiagramNode, Heat } from '../../../../server/src/draw';
import type { LayersEvent, RunLearning } from '../../../../server/src/protocol';
import type { LearningHeat } from './heat';

/** A number for each node and module that has one. */
export interface Measured {
  readonly of: (thing: DiagramNode | DiagramGroup) => number | undefined;
}

export function measuredAt(diagram: Diagram, run: RunLearning, at: number, kind: LearningHeat): Measured {
  const event = run.steps[at];
  if (event === undefined) return { of: () => undefined };
  switch (kind) {
    case 'gradient':
      return ofModules(run, (row) => squares(row.map((i) => event.gradient[i] ?? 0)));
    case 'update':
      return ofModules(run, (row) => {
        const weight = squares(row.map((i) => event.weight[i] ?? 0));
        return weight === 0 ? undefined : squares(row.map((i) => event.update[i] ?? 0)) / weight;
      });
    case 'dead':
    case 'idle':
      return ofActivations(diagram, run, event[kind] ?? []);
  }
}

const squares = (values: readonly number[]): number => Math.hypot(...values);

/** Parameters of a module, with those of all within it. */
function ofModules({ parameters }: RunLearning, value: (rows: readonly number[]) => number | undefined): Measured {
  const rows = new Map<string, number[]>();
  parameters.forEach((name, row) => {
    const parts = name.split('.').slice(0, -1);
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const module = parts.slice(0, depth).join('.');
      rows.set(module, [...(rows.get(module) ?? []), row]);
    }
  });
  return {
    of: (thing) => {
      if (thing.module === undefined) return undefined;
      const own = rows.get(thing.module);
      return own === undefined || own.length === 0 ? undefined : value(own);
    },
  };
}

/** A layer is found by its module, a function by the module around it and its name, and by which one of several it is. */
function ofActivations(diagram: Diagram, { activations }: RunLearning, shares: readonly number[]): Measured {
  const byKey = new Map(activations.map(({ name, label, nth }, i) => [`${name}\n${label}\n${nth}`, shares[i] ?? 0]));
  const labels = new Map(activations.map(({ name, label }) => [name, label]));
  const seen = new Map<string, number>();
  const found = new Map<number, number>();
  for (const node of diagram.nodes) {
    const around = diagram.groups[node.group]?.module ?? '';
    const key =
      node.module === undefined ? `${around}\n${node.name}` : `${node.module}\n${labels.get(node.module) ?? ''}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    const share = byKey.get(`${key}\n${nth}`);
    if (share !== undefined) found.set(node.id, share);
  }
  return { of: (thing) => ('group' in thing ? found.get(thing.id) : largestWithin(diagram, thing, found)) };
}

function largestWithin(diagram: Diagram, group: DiagramGroup, found: ReadonlyMap<number, number>): number | undefined {
  const values = diagram.nodes
    .filter(({ group: own }) => isWithin(diagram, own, group.id))
    .flatMap(({ id }) => found.get(id) ?? []);
  return values.length === 0 ? undefined : Math.max(...values);
}

function isWithin(diagram: Diagram, group: number, around: number): boolean {
  for (let one: number | undefined = group; one !== undefined; one = diagram.groups[one]?.parent)
    if (one === around) return true;
  return false;
}

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
}

/** One scale for the whole run, so that colours of different steps can be compared. */
export function scaleOf({ steps }: RunLearning, kind: LearningHeat): Scale {
  if (kind === 'dead' || kind === 'idle') return { low: 0, high: 1, isLogarithmic: false };
  const values = steps.flatMap((step) => valuesOf(step, kind)).filter((value) => value > 1e-11);
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 1;
  return { low: at(0.02), high: at(0.98), isLogarithmic: true };
}

const valuesOf = (step: LayersEvent, kind: 'gradient' | 'update'): readonly number[] =>
  kind === 'gradient' ? step.gradient : step.update.map((value, i) => value / Math.max(1e-12, step.weight[i] ?? 0));

export function learningHeat(measured: Measured, { low, high, isLogarithmic }: Scale): Heat {
  const position = (value: number): number => (isLogarithmic ? Math.log(Math.max(value, 1e-12)) : value);
  const span = position(high) - position(low);
  return (thing) => {
    const value = measured.of(thing);
    if (value === undefined) return 'unmeasured';
    return span <= 0 ? 1 : Math.min(1, Math.max(0, (position(value) - position(low)) / span));
  };
}

/** `relu after conv1`: functions have no name of their own. */
function nameOf({ nodes, edges }: Diagram, { id, module, name }: DiagramNode): string {
  if (module !== undefined) return module;
  const before = nodes[edges.find(({ to }) => to === id)?.from ?? -1];
  return before === undefined ? name : `${name} after ${before.module ?? before.name}`;
}

/** The ends of what is seen now, in words. */
export function learningText(diagram: Diagram, measured: Measured, kind: LearningHeat): string {
  const seen = diagram.nodes.flatMap((node) => {
    const value = measured.of(node);
    return value === undefined ? [] : [{ name: nameOf(diagram, node), value }];
  });
  if (seen.length === 0)
    return kind === 'dead' || kind === 'idle' ? 'no ReLU, sigmoid or tanh was measured' : 'nothing was measured';
  const ordered = seen.sort((a, b) => b.value - a.value);
  const text = ({ name, value }: { name: string; value: number }): string =>
    `${name} ${kind === 'dead' || kind === 'idle' ? `${(100 * value).toFixed(1)} %` : value.toExponential(1)}`;
  const [most] = ordered;
  const least = ordered.at(-1);
  return most === undefined || least === undefined || most === least
    ? most === undefined
      ? ''
      : text(most)
    : `most ${text(most)}, least ${text(least)}`;
}
