/**
 * While a statement is being typed, only one model is read again: the one that is shown for the class or function that
 * it stands in, or else the first that the edit may have changed. The others that it may have changed are put off until
 * a reading that leaves nothing out; what is shown of them is then older, and `Reading.putOff` says where.
 */
import type { Graph } from '../graph';
import type { FunctionValue } from '../python';
import type { ClassDef, FunctionDef, Span, Stmt } from '../syntax';
import type { Model } from './again';
import { type ClassKey, classKey, type Session } from './session';

/** Which model is shown for a class or function: the first that holds it. A model that the file's own statements call has no key. */
export type ShownBy = ReadonlyMap<ClassKey, string>;

const FILES_OWN = '';

export function shownBy(
  { graphs, request, recorder }: Session,
  models: ReadonlyMap<string, Model>,
  putOff: ReadonlySet<string>,
  last: ShownBy | undefined,
): ShownBy {
  const keys = new Map<Graph, string>();
  for (const [key, model] of models) for (const { graph } of model.graphs) keys.set(graph, key);
  const shown = new Map<ClassKey, string>();
  for (const [one, key] of last ?? []) if (putOff.has(key)) shown.set(one, key);
  for (const { graph, classes } of graphs)
    for (const cls of classes) if (!shown.has(cls)) shown.set(cls, keys.get(graph) ?? FILES_OWN);
  for (const fn of request.tree.body) {
    if (fn.kind !== 'FunctionDef' || shown.has(fn.span)) continue;
    const key = enteredBy(fn, models) ?? (recorder.entered.has(fn) ? FILES_OWN : undefined);
    if (key !== undefined) shown.set(fn.span, key);
  }
  return shown;
}

function enteredBy(fn: FunctionValue['node'], models: ReadonlyMap<string, Model>): string | undefined {
  for (const [key, { entered }] of models) if (entered.has(fn)) return key;
  return undefined;
}

/** The model to read when one definition is all that differs; undefined: whichever the edit reaches first. */
export function focusOf(differing: readonly Stmt[], shown: ShownBy): string | undefined {
  const [before, after] = differing;
  if (differing.length !== 2 || !before || !after || !isDefinition(before) || !isDefinition(after)) return undefined;
  return before.kind === after.kind && before.name === after.name ? shown.get(before.span) : undefined;
}

const isDefinition = (stmt: Stmt): stmt is ClassDef | FunctionDef =>
  stmt.kind === 'ClassDef' || stmt.kind === 'FunctionDef';

/** The classes and functions of which what is shown was put off. */
export function staleDefinitions({ reach, recorder, request }: Session): readonly Span[] {
  const isPutOff = (one: ClassKey): boolean => {
    const key = reach?.shownBy.get(one);
    return key !== undefined && reach?.putOff.has(key) === true;
  };
  return [
    ...recorder.classes.flatMap(({ cls, file }) =>
      file === request.file && cls.place && isPutOff(classKey(cls)) ? [cls.place.span] : [],
    ),
    ...request.tree.body.flatMap((stmt) => (stmt.kind === 'FunctionDef' && isPutOff(stmt.span) ? [stmt.span] : [])),
  ];
}
