import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTyping } from '../../typing/typing.mjs';

const examples = join(import.meta.dirname, '../../../examples');

for (const name of ['residual.py', 'unet.py', 'regularisation.py']) {
  test(`${name}: a statement typed back key by key never shows a half-true size elsewhere`, async () => {
    const path = join(examples, name);
    const result = await checkTyping(path, readFileSync(path, 'utf8'), { statements: 6 });
    expect(result.states).toBeGreaterThan(60);
    expect(result.hints).toBeGreaterThan(500);
    expect(result.wrong).toEqual([]);
    expect(result.lost).toBe(0);
  }, 60_000);
}
