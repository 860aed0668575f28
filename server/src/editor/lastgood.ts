/**
 * While a statement is being typed, what stands elsewhere must neither vanish nor tell of a number that is
 * half there (`nn.Conv2d(64, 1` on the way to `128`). Hints outside the statement keep showing what was
 * settled before, or the new value with a trailing `…`, until the typing rests.
 */
import type { Span } from '../syntax';
import type { Hint } from './hints';

/** One change of a text, in offsets of the text before it. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly inserted: number;
}

/** Where an offset is after an edit; undefined when it was deleted. Typing at the offset itself pushes it on. */
export function moveOffset(offset: number, edit: TextEdit): number | undefined {
  if (offset < edit.start) return offset;
  if (offset >= edit.end) return offset + edit.inserted - (edit.end - edit.start);
  return undefined;
}

export function moveSpan(span: Span, edit: TextEdit): Span | undefined {
  const start = moveOffset(span.start, edit),
    end = moveOffset(span.end, edit);
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** Hints carried over an edit. Those whose text was deleted are gone. */
export function moveHints(hints: readonly Hint[], edit: TextEdit): Hint[] {
  return hints.flatMap((hint) => {
    const last = moveOffset(hint.offset - 1, edit);
    const statement = moveSpan(hint.statement, edit) ?? { start: hint.statement.start, end: hint.statement.start };
    return last === undefined ? [] : [{ ...hint, offset: last + 1, statement }];
  });
}

const BEFORE = 'From before the edit: this cannot be read at the moment.';
const TYPING = 'Follows the statement that is being typed.';

/**
 * What to show while `typed` is being edited. `settled`: hints of the last text at rest, moved over all
 * edits since.
 */
export function whileTyping(fresh: readonly Hint[], settled: readonly Hint[], typed: Span): Hint[] {
  const before = new Map(settled.map((hint) => [keyOf(hint), hint]));
  const shown: Hint[] = [];
  for (const hint of fresh) {
    const old = before.get(keyOf(hint));
    before.delete(keyOf(hint));
    if (touches(hint, typed) || old?.whole === hint.whole) shown.push(hint);
    else shown.push(marked(hint, TYPING));
  }
  for (const hint of before.values()) if (!touches(hint, typed)) shown.push(marked(hint, BEFORE));
  return shown.sort((a, b) => a.offset - b.offset);
}

const keyOf = (hint: Hint): string => `${hint.offset} ${hint.kind} ${hint.name}`;
const touches = (hint: Hint, typed: Span): boolean => typed.start <= hint.offset && hint.offset <= typed.end;
const marked = (hint: Hint, why: string): Hint =>
  hint.provisional ? hint : { ...hint, text: `${hint.text} …`, provisional: true, tooltip: [...hint.tooltip, why] };
