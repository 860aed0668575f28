import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTyping } from '../../typing/typing.mjs';

const root = join(import.meta.dirname, '../../..');

for (const name of [
  'examples/residual.py',
  'examples/unet.py',
  'examples/regularisation.py',
  'test/typing/files/several.py',
]) {
  test(`${name}: a statement typed back key by key never shows a half-true size elsewhere`, async () => {
    const path = join(root, name);
    const result = await checkTyping(path, readFileSync(path, 'utf8'), { statements: 6 });
    expect(result.states).toBeGreaterThan(60);
    expect(result.hints).toBeGreaterThan(500);
    expect(result.wrong).toEqual([]);
    expect(result.lost).toBe(0);
  }, 60_000);
}
