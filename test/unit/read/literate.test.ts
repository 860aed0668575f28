import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { casesOf, differences } from './literate';

const folder = join(import.meta.dirname, 'literate');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
  const cases = casesOf(readFileSync(join(folder, file), 'utf8'));
  describe(file, () => {
    test('holds cases', () => expect(cases.length).toBeGreaterThan(0));
    for (const one of cases) test(one.title, () => expect(differences(one)).toEqual([]));
  });
}

test('a wrong expectation is found', () => {
  const code = 'import torch\nx = torch.zeros(2, 3)  # shape: 2×4\ny = torch.zeros(1) @ x\n';
  const found = differences({ title: '', code, files: new Map() });
  expect(found.map((f) => f.line)).toEqual([2, 3]);
});
