/** What a rule looks at: one reading with its text, and what several rules ask of it, worked out once. */
import type { Place, Reading } from '../graph';
import type { ModuleTree } from '../syntax';
import { type Code, codeOf } from './code';
import type { Instance } from './declare';
import { type Network, networksOf, type Step } from './network';

export interface Subject {
  readonly reading: Reading;
  readonly tree: ModuleTree;
  readonly text: string;
  readonly code: Code;
  readonly networks: readonly Network[];
  /** What happens outside of all models, linked to them. */
  readonly outside: readonly Step[];
  /** Modules that were built by this expression and called, or in whose name this expression runs an op. */
  readonly instancesAt: (place: Place) => readonly Instance[];
}

export function subjectOf(reading: Reading, tree: ModuleTree, text: string): Subject {
  let code: Code | undefined;
  let all: ReturnType<typeof networksOf> | undefined;
  let instances: ReadonlyMap<string, readonly Instance[]> | undefined;
  return {
    reading,
    tree,
    text,
    get code() {
      code ??= codeOf(tree);
      return code;
    },
    get networks() {
      all ??= networksOf(reading);
      return all.networks;
    },
    get outside() {
      all ??= networksOf(reading);
      return all.outside;
    },
    instancesAt(place) {
      instances ??= instancesByPlace(this.networks);
      return instances.get(keyOf(place)) ?? [];
    },
  };
}

const keyOf = ({ file, span }: Place): string => `${file}:${span.start}:${span.end}`;

function instancesByPlace(networks: readonly Network[]): ReadonlyMap<string, readonly Instance[]> {
  const found = new Map<string, Map<string, Instance>>();
  const add = (place: Place | undefined, graph: number, name: string | undefined): void => {
    if (!place || name === undefined) return;
    const key = keyOf(place);
    const instances = found.get(key) ?? new Map<string, Instance>();
    instances.set(`${graph} ${name}`, { graph, name });
    found.set(key, instances);
  };
  for (const { graph, index, steps } of networks) {
    const called = new Set(graph.calls.map((call) => call.name));
    for (const module of graph.modules) if (called.has(module.name)) add(module.builtAt, index, module.name);
    for (const step of steps) add(step.node.place, index, step.owner?.name);
  }
  return new Map([...found].map(([key, value]) => [key, [...value.values()]]));
}
