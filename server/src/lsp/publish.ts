/** Diagnostics and status of one document, after a reading. */
import type { Diagnostic } from 'vscode-languageserver';
import type { Problem } from '../graph';
import { lint, subjectOf } from '../rules';
import type { FromReader } from './bridge';
import { diagnostic, Ranges } from './convert';
import type { Opened, Workspace } from './workspace';

export const rangesOf = (workspace: Workspace, opened: Opened): Ranges =>
  new Ranges(opened.document, (path) => workspace.textOf(path));

/** Problems that are shown: what the reading refused and the rules found in this file, not silenced by a comment. */
export function shownProblems(workspace: Workspace, opened: Opened): readonly Problem[] {
  const { reading, document, tree } = opened;
  if (!reading || workspace.setting('problems.enabled') !== true) return [];
  const levels = workspace.levelsOf(document.path);
  if (opened.linted?.reading !== reading || opened.linted.levels !== levels)
    opened.linted = { reading, levels, problems: lint(subjectOf(reading, tree, document.text), levels) };
  return opened.linted.problems;
}

export function publish(workspace: Workspace, opened: Opened, send: (message: FromReader) => void): void {
  const { document, reading } = opened;
  opened.unpublished = false;
  if (!reading) return;
  const ranges = rangesOf(workspace, opened);
  const byPart = new Map<string, Diagnostic[]>(document.parts.map((p) => [p.uri, []]));
  for (const problem of shownProblems(workspace, opened)) {
    const converted = diagnostic(problem, ranges);
    if (converted) byPart.get(converted.uri)?.push(converted.diagnostic);
  }
  for (const [uri, diagnostics] of byPart) send({ kind: 'diagnostics', uri, diagnostics });
  send({
    kind: 'status',
    status: {
      uri: document.uri,
      shapes: opened.hints.length,
      unknown: unknownCount(opened),
      models: reading.graphs.length,
      problems: shownProblems(workspace, opened).length,
      state: reading.complete ? 'ready' : 'partial',
    },
  });
}

/** Bindings of this file that could have had a hint and have none. */
export function unknownCount(opened: Opened): number {
  const { reading, document } = opened;
  if (!reading) return 0;
  const places = new Set<string>();
  for (const binding of [...reading.graphs.flatMap((g) => g.bindings), ...reading.outside.bindings]) {
    if (binding.file === document.path && binding.value.kind === 'unknown')
      places.add(`${binding.nameSpan.start} ${binding.name}`);
  }
  return places.size + reading.classes.filter((c) => c.instances.length === 0).length;
}
