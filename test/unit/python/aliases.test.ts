import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { Heap } from '../../../server/src/python/heap';
import { agrees, aliasPrograms, questionNames, undecidedProgram } from '../../oracle/aliases';
import { run } from './harness';

const recorded: { readonly programs: string; readonly values: readonly (readonly (readonly string[])[])[] } =
  JSON.parse(readFileSync(new URL('../../oracle/aliases.json', import.meta.url), 'utf8'));
const programs = aliasPrograms();

/** What is shown, held to every value that Python gives under some choice of the conditions. */
function held(): { readonly known: number; readonly wrong: readonly string[] } {
  let known = 0;
  const wrong: string[] = [];
  programs.forEach((program, i) => {
    const result = run(undecidedProgram(program));
    questionNames.forEach((name, k) => {
      const shown = result.show(name);
      if (!shown.includes('?')) known++;
      const values = recorded.values[i]?.[k] ?? [];
      const other = values.find((value) => !agrees(shown, value));
      if (other !== undefined) wrong.push(`program ${i}: ${name} is shown as ${shown}, and may be ${other}`);
    });
  });
  return { known, wrong };
}

afterEach(() => vi.restoreAllMocks());

test('the programs are those that were recorded', () => {
  const text = programs.map(({ code }) => code).join('\n');
  expect(createHash('sha256').update(text).digest('hex')).toBe(recorded.programs);
  expect(recorded.values).toHaveLength(programs.length);
  expect(recorded.values.flat(2).length).toBeGreaterThan(programs.length * questionNames.length);
});

test('what is claimed of objects with several names is what Python computes, whatever the conditions', () => {
  const { known, wrong } = held();
  expect(wrong).toEqual([]);
  // Silence is no way to be right: half of what is asked is known.
  expect(known).toBeGreaterThan(programs.length * questionNames.length * 0.48);
});

test('what is done to one of many objects is in doubt for each of them', () => {
  const code = `from probe import maybe
class P:
 def __init__(self): self.n = 1; self.l = []
 def grow(self): self.l.append(1)
os = [P() for _ in range(40)]
first, last = os[0], os[39]
i = 1 if maybe else 39
os[i].n = 2
os[i].grow()
r = first.n, last.n, last.l, len(first.l)`;
  expect(run(code).show('r')).toBe('(?undecided, ?undecided, [*?undecided], ?undecided)');
});

test('a copy that does not know what it stands for is found out', () => {
  vi.spyOn(Heap.prototype, 'stands').mockImplementation(() => {});
  expect(held().wrong.length).toBeGreaterThan(5);
});

test.each([
  ['0', '?', true],
  ['[1, 2]', '[1, *?undecided]', true],
  ['[1]', '[1, *?undecided]', true],
  ['[2, 1]', '[1, *?undecided]', false],
  ['[1, 2]', '[1, ?data]', true],
  ['11', '1', false],
  ['[]', '[0]', false],
])('%s may be shown as %s: %s', (value, shown, expected) => {
  expect(agrees(shown === '?' ? '?undecided' : shown, value)).toBe(expected);
});
