/** What the interpreter makes of plain Python, against what Python itself did (`snippets/record.py`). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './harness';

const folder = join(import.meta.dirname, 'snippets');
const snippets = readdirSync(folder).filter((name) => name.endsWith('.py') && name !== 'record.py');

test.each(snippets)('%s', (name) => {
  const expected: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(join(folder, name.replace(/py$/, 'json')), 'utf8'),
  );
  const { interpreter, names, problems } = run(readFileSync(join(folder, name), 'utf8'));
  const got = Object.fromEntries(
    Object.keys(expected).map((variable) => {
      const value = names.get(variable);
      return [variable, value && interpreter.text(value)];
    }),
  );
  expect(got).toEqual(expected);
  expect(problems).toEqual([]);
});

test('there are snippets', () => {
  expect(snippets.length).toBeGreaterThan(4);
});
