/** Answers for a line of a traceback: the sizes of everything before it, and what mends it. */
import { repairEdits } from '../edit';
import { tracebackRepairs } from '../editor';
import type { PlainLocation, Requests, TracebackAnswer } from '../protocol';
import { statementsAt } from '../syntax';
import { offsetIn, rangeIn } from './document';
import type { Opened } from './workspace';

export function traceback(
  opened: Opened,
  { uri, line, message }: Requests['convscope/traceback']['params'],
): TracebackAnswer {
  const { document, tree, reading, hints } = opened;
  const start = offsetIn(document, uri, { line, character: 0 });
  const end = offsetIn(document, uri, { line: line + 1, character: 0 });
  if (!reading || start === undefined || end === undefined) return { shapes: [], fixes: [] };
  const code = start + (/^\s*/.exec(document.text.slice(start, end))?.[0].length ?? 0);
  const around = statementsAt(tree, code).findLast((s) => s.kind === 'FunctionDef');
  const from = around?.span.start ?? 0;
  const shapes = hints
    .filter((h) => h.kind !== 'layer' && from <= h.offset && h.offset < end)
    .flatMap((h) => {
      const location = locationOf(opened, h.offset, h.offset);
      return location ? [{ name: h.name, shape: h.whole, location }] : [];
    });
  const fixes = tracebackRepairs(reading, { start: code, end: end - 1 }, message).flatMap((repair) => {
    if (repair.target.file !== document.path) return [];
    const edits = repairEdits(repair, tree, document.text).flatMap((edit) => {
      const location = locationOf(opened, edit.span.start, edit.span.end);
      return location ? [{ ...location, text: edit.text }] : [];
    });
    return edits.length > 0 ? [{ title: repair.title, effect: '', edits }] : [];
  });
  return { shapes, fixes };
}

function locationOf({ document }: Opened, start: number, end: number): PlainLocation | undefined {
  const at = rangeIn(document, { start, end });
  return at && { uri: at.uri, start: at.range.start, end: at.range.end };
}
