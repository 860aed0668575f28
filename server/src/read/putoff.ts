/**
 * While a class is being typed, only the model that is shown for it is read again. The others that the edit may
 * have changed are put off until a reading that leaves nothing out; what is shown of them is then older, and
 * `Reading.putOff` says where.
 */
import type { Graph } from '../graph';
import type { Span, Stmt } from '../syntax';
import type { Model } from './again';
import { type ClassKey, classKey, type Session, type SessionGraph } from './session';

/** Which model is shown for a class: the first that holds it. A model that the file's own statements call has no key. */
export type ShownBy = ReadonlyMap<ClassKey, string>;

const FILES_OWN = '';

export function shownBy(
  graphs: readonly SessionGraph[],
  models: ReadonlyMap<string, Model>,
  putOff: ReadonlySet<string>,
  last: ShownBy | undefined,
): ShownBy {
  const keys = new Map<Graph, string>();
  for (const [key, model] of models) for (const { graph } of model.graphs) keys.set(graph, key);
  const shown = new Map<ClassKey, string>();
  for (const [cls, key] of last ?? []) if (putOff.has(key)) shown.set(cls, key);
  for (const { graph, classes } of graphs)
    for (const cls of classes) if (!shown.has(cls)) shown.set(cls, keys.get(graph) ?? FILES_OWN);
  return shown;
}

/** The model to read when one class is all that differs; undefined: all. */
export function focusOf(differing: readonly Stmt[], shown: ShownBy): string | undefined {
  const [before, after] = differing;
  if (differing.length !== 2 || before?.kind !== 'ClassDef' || after?.kind !== 'ClassDef') return undefined;
  return before.name === after.name ? shown.get(before.span) : undefined;
}

/** The classes of which what is shown was put off. */
export function staleClasses({ reach, recorder, request }: Session): readonly Span[] {
  const spans: Span[] = [];
  for (const { cls, file } of recorder.classes) {
    const key = reach?.shownBy.get(classKey(cls));
    if (file === request.file && cls.place && key !== undefined && reach?.putOff.has(key)) spans.push(cls.place.span);
  }
  return spans;
}
