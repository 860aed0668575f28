/** The zoo's judge: what PyTorch recorded passes in the command line's notation, and each planted falsehood fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

// biome-ignore-start lint/suspicious/noExplicitAny: recorded JSON, looked at as JSON
type Json = any;
// biome-ignore-end lint/suspicious/noExplicitAny: recorded JSON, looked at as JSON

const repository = join(import.meta.dirname, '../../..');
const { compare } = await import(join(repository, 'test/zoo/compare.mjs'));

function read(name: string): Json {
  return JSON.parse(gunzipSync(readFileSync(join(repository, `test/truth/torchvision/${name}.json.gz`))).toString());
}

/** The recorder's notation of a value, in the command line's. */
function shown(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  if ('__obj__' in value) return { unknown: value.__obj__ };
  if ('__py__' in value) return { py: value.__py__ };
  if ('__seq__' in value) return { seq: value.__seq__.map(shown) };
  const { __type__: type, ...fields } = value;
  if (type !== undefined) return { seq: Object.values(fields).map(shown) };
  return { dict: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, shown(field)])) };
}

/** The summary of a reader that never errs. */
function perfect(record: Json): Json {
  return {
    params: { total: record.params_total, exact: true },
    macs: { total: record.macs_total, exact: true },
    output: shown(record.output),
    state_dict: structuredClone(record.state_dict),
    calls: record.calls.map((call: Json) => ({ name: call.name, output: shown(call.out) })),
    bindings: record.lines
      .filter((line: Json) => Array.isArray(line.value))
      .map((line: Json) => ({ ...line, name: line.var, file: `torchvision/${line.file}` })),
    problems: [],
  };
}

test.each(['resnet18', 'googlenet__train', 'deeplabv3_resnet50', 'maxvit_t'])('a perfect %s is exact', (name) => {
  const record = read(name);
  const verdict = compare(record, perfect(record));
  expect(verdict).toMatchObject({ exact: true, wrong: [], missing: [] });
  const { calls, hints } = verdict.counts;
  expect(calls).toEqual([record.calls.length, record.calls.length]);
  expect(hints[0]).toBe(hints[1]);
  expect(hints[0]).toBeGreaterThan(10);
});

describe('a falsehood is found', () => {
  const record = read('resnet18');
  const wrong: [string, (summary: Json) => void, RegExp][] = [
    ['parameters', (s) => (s.params.total += 1), /^params/],
    ['macs', (s) => (s.macs.total = null), /^macs/],
    ['output', (s) => (s.output = [1, 1001]), /^output/],
    ['a symbolic output', (s) => (s.output = ['B', 1000]), /^output/],
    ['a call', (s) => (s.calls[5].output = [1, 64, 56, 55]), /^call 1 of layer1/],
    ['a hint', (s) => (s.bindings[3].value = [7]), /^hint models\/resnet/],
    ['an error', (s) => s.problems.push({ severity: 'error', code: 'CS104', message: 'no' }), /^false error CS104/],
  ];
  test.each(wrong)('%s', (_, spoil, because) => {
    const summary = perfect(record);
    spoil(summary);
    const verdict = compare(record, summary);
    expect(verdict.exact).toBe(false);
    expect(verdict.wrong).toEqual([expect.stringMatching(because)]);
  });
});

describe('what is said to be unknown is inexact, not wrong', () => {
  const record = read('resnet18');
  const honest: [string, (summary: Json) => void, RegExp][] = [
    ['parameters', (s) => (s.params = { total: 5, exact: false }), /^params/],
    ['output', (s) => (s.output = { unknown: 'loading' }), /^output/],
    ['an absent call', (s) => s.calls.pop(), /^call 1 of fc/],
    ['the order of state_dict', (s) => s.state_dict.reverse(), /^state_dict\[0\]/],
    ['one entry too many', (s) => s.state_dict.push(['extra', [1]]), /^state_dict\[122\]/],
  ];
  test.each(honest)('%s', (_, hide, because) => {
    const summary = perfect(record);
    hide(summary);
    const verdict = compare(record, summary);
    expect(verdict).toMatchObject({ exact: false, wrong: [] });
    expect(verdict.missing).toEqual([expect.stringMatching(because)]);
  });
});
