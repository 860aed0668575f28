/**
 * Typing: a statement is deleted and typed back key by key with the rest in place. In every state each hint
 * outside it must equal its value before or after, or carry the `…` mark.
 */
import { loadWorkspace, openFile } from './workspace.mjs';

/** @returns {Promise<{ states: number, hints: number, marked: number, wrong: string[], lost: number }>} */
export async function checkTyping(path, text, { statements = 60 } = {}) {
  const loaded = await loadWorkspace();
  const file = openFile(loaded, path, text);
  file.settle();
  const all = simpleStatements(file.tree().body, loaded.suitesOf);
  const step = Math.max(1, all.length / statements);
  const sampled = Array.from({ length: Math.min(statements, all.length) }, (_, i) => all[Math.floor(i * step)]);
  const result = { statements: sampled.length, states: 0, hints: 0, marked: 0, lost: 0, wrong: [] };
  for (const span of sampled) typeBack(file, text, span, result);
  return result;
}

function typeBack(file, text, { start, end }, result) {
  const statement = text.slice(start, end);
  const whole = file.settle();
  file.edit(start, end, '');
  const without = new Map(file.settle().map((hint) => [keyOf(hint, start, 0), hint.whole]));
  const before = new Map(whole.map((hint) => [keyOf(hint, start, statement.length), hint.whole]));
  for (let typed = 1; typed <= statement.length; typed++) {
    file.edit(start + typed - 1, start + typed - 1, statement[typed - 1]);
    const hints = file.hints();
    result.states++;
    const shown = new Set();
    for (const hint of hints) {
      if (hint.offset >= start && hint.offset <= start + typed) continue;
      result.hints++;
      const key = keyOf(hint, start, typed);
      shown.add(key);
      if (hint.provisional) result.marked++;
      else if (hint.whole !== before.get(key) && hint.whole !== without.get(key)) {
        result.wrong.push(
          `${JSON.stringify(statement.slice(0, typed))} ${hint.name}: ${hint.whole}, neither ${before.get(key)} nor ${without.get(key)}`,
        );
      }
    }
    for (const key of without.keys()) if (!shown.has(key)) result.lost++;
  }
  if (file.text() !== text) throw new Error('the statement was not typed back');
}

/** Which hint: where it would be without the statement. */
const keyOf = (hint, start, length) =>
  `${hint.offset <= start ? hint.offset : hint.offset - length} ${hint.kind} ${hint.name}`;

function simpleStatements(body, suitesOf) {
  return body.flatMap((statement) => {
    const suites = suitesOf(statement);
    if (suites.length > 0) return suites.flatMap((suite) => simpleStatements(suite, suitesOf));
    return statement.kind === 'Bad' ? [] : [statement.span];
  });
}
