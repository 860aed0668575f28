/**
 * Code that several instances share shows one of them at a time. An instance is a module of one graph;
 * a choice is kept by class name.
 */
import type { Graph, ModelClass, ModuleCall, Reading } from '../graph';
import type { Span } from '../syntax';

export interface Instance {
  /** Index into `Reading.graphs`. */
  readonly graph: number;
  /** Dotted name, `''` for the root. */
  readonly name: string;
}
/** By class name. */
export type Choices = ReadonlyMap<string, Instance>;

/** The class statement around an offset, innermost. */
export function classAt(reading: Reading, offset: number): ModelClass | undefined {
  let found: ModelClass | undefined;
  for (const cls of reading.classes) {
    if (cls.span.start <= offset && offset < cls.span.end && (!found || cls.span.start > found.span.start)) found = cls;
  }
  return found;
}

/** The instance that a class shows: the chosen one where it still exists, else the first. */
export function shownInstance(cls: ModelClass, choices: Choices): Instance | undefined {
  const chosen = choices.get(cls.name);
  const found = chosen && cls.instances.find((i) => i.graph === chosen.graph && i.name === chosen.name);
  return found ?? cls.instances[0];
}

export const instanceLabel = (instance: Instance, graphs: readonly Graph[]): string =>
  instance.name === '' ? (graphs[instance.graph]?.model ?? 'the model') : instance.name;

/** Name of the nearest enclosing module call whose module is an instance of the class at `span`'s owner. */
export function ownerOf(call: ModuleCall | undefined, calls: readonly ModuleCall[]): ModuleCall | undefined {
  return call?.parent === undefined ? undefined : calls[call.parent];
}

export const inside = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
