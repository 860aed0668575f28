/**
 * Random edits to an open file: what is read with the memory of the readings before must be what a reading that
 * remembers nothing gives. Numbers are changed, names exchanged, statements deleted, doubled and moved, and all is
 * undone again, as people do.
 */
import { loadWorkspace, openFile } from './workspace.mjs';

/**
 * @param {string} path
 * @param {string} text
 * @param {{ seed: number, edits?: number }} options
 * @returns {Promise<{ edits: number, taken: number, different: string[] }>} `taken`: graphs that an earlier reading had made
 */
export async function checkIncremental(path, text, { seed, edits = 20 }) {
  const loaded = await loadWorkspace();
  const random = randomFrom(seed);
  const file = openFile(loaded, path, text);
  file.settle();
  const result = { edits: 0, taken: 0, different: [] };
  const undo = [];
  for (let i = 0; i < edits; i++) {
    const before = new Set(file.reading().graphs);
    const edit = undo.length > 0 && random() < 0.4 ? undo.pop() : undefined;
    const made = edit ?? randomEdit(file, loaded, random);
    const old = file.text().slice(made.start, made.end);
    file.edit(made.start, made.end, made.text);
    if (!edit) undo.push({ start: made.start, end: made.start + made.text.length, text: old });
    file.settle();
    result.edits++;
    result.taken += file.reading().graphs.filter((graph) => before.has(graph)).length;
    const fresh = openFile(loaded, path, file.text());
    fresh.settle();
    const difference = firstDifference(shown(file), shown(fresh));
    if (difference) {
      result.different.push(`edit ${i}, ${JSON.stringify(old)} to ${JSON.stringify(made.text)}: ${difference}`);
      break;
    }
  }
  return result;
}

/** All that a person can be shown, in lines. Numbers of nodes and storages differ from reading to reading. */
function shown(file) {
  const { graphs, problems, classes, outside } = file.reading();
  const plain = (value) =>
    JSON.stringify(value, (key, item) => (['producer', 'storage', 'call', 'path'].includes(key) ? undefined : item));
  return [
    ...file.hints().map((hint) => `hint ${plain(hint)}`),
    ...problems.map((problem) => `problem ${plain(problem)}`),
    ...classes.map((cls) => `class ${plain(cls)}`),
    ...outside.bindings.map((binding) => `outside ${plain(binding)}`),
    ...graphs.flatMap((graph) => [
      `graph ${plain([graph.model, graph.cls, graph.mode, graph.inputs, graph.inputSource, graph.output])}`,
      `totals ${graph.model} ${plain([graph.params, graph.buffers, graph.macs, graph.memory, graph.receptiveField])}`,
      `more ${graph.model} ${plain([graph.assumptions, graph.stateDict, graph.modules])}`,
      ...graph.calls.map((call) => `call ${graph.model} ${plain({ ...call, from: 0, to: 0 })}`),
      ...graph.bindings.map((binding) => `binding ${graph.model} ${plain(binding)}`),
      ...graph.problems.map((problem) => `own problem ${graph.model} ${plain(problem)}`),
    ]),
  ];
}

function firstDifference(got, wanted) {
  const at = wanted.findIndex((line, i) => got[i] !== line);
  if (at < 0 && got.length === wanted.length) return undefined;
  const [line, right] = [String(got[at < 0 ? wanted.length : at]), String(wanted[at])];
  let same = 0;
  while (same < line.length && line[same] === right[same]) same++;
  const near = (text) => `${text.slice(0, 60)} … ${text.slice(Math.max(60, same - 80), same + 120)}`;
  return `${near(line)}\n  should be ${near(right)}`;
}

function randomEdit(file, { suitesOf }, random) {
  const text = file.text();
  const pick = (items) => items[Math.floor(random() * items.length)];
  const statements = statementsOf(file.tree().body, suitesOf);
  const kind = random();
  const numbers = [...text.matchAll(/\b\d+\b/g)];
  if (kind < 0.45 && numbers.length > 0) {
    const number = pick(numbers);
    return { start: number.index, end: number.index + number[0].length, text: pick(['1', '2', '3', '7', '16', '64']) };
  }
  if (statements.length === 0) return { start: 0, end: 0, text: 'x = 1\n' };
  const { start, end } = pick(statements).span;
  if (kind < 0.6) return { start, end, text: 'pass' };
  if (kind < 0.75) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const indent = text.slice(lineStart, start);
    return { start: end, end, text: `\n${/^\s*$/.test(indent) ? indent : ''}${text.slice(start, end)}` };
  }
  if (kind < 0.85) return { start, end: Math.min(end, start + Math.ceil(random() * (end - start))), text: '' };
  const names = [...text.matchAll(/\b[A-Za-z_]\w+\b/g)];
  const [name, other] = [pick(names), pick(names)];
  return { start: name.index, end: name.index + name[0].length, text: other[0] };
}

function statementsOf(body, suitesOf) {
  return body.flatMap((statement) => [
    statement,
    ...suitesOf(statement).flatMap((suite) => statementsOf(suite, suitesOf)),
  ]);
}

/** Mulberry32, a small generator of random numbers: https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
