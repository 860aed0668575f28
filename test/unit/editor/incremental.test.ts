import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkIncremental } from '../../typing/incremental.mjs';

const root = join(import.meta.dirname, '../../..');

/** A file with several models that share parts; one of models that share tables and caches, and count what is in them; one with shape comments; one whose models are all one; scripts that train. */
const files = [
  { name: 'test/typing/files/several.py', seeds: [1, 2, 3, 4], taken: 10 },
  { name: 'test/typing/files/registered.py', seeds: [1, 2, 3, 4, 5, 6], taken: 10 },
  { name: 'test/typing/files/commented.py', seeds: [1, 2, 3, 4], taken: 10 },
  { name: 'test/typing/files/cached.py', seeds: [1, 2, 3, 4], taken: 0 },
  { name: 'examples/unet.py', seeds: [1, 2], taken: 0 },
  { name: 'test/programs/good/mixed_control.py', seeds: [1, 2], taken: 0 },
  { name: 'test/programs/good/gan_loop.py', seeds: [1, 2], taken: 0 },
];

for (const { name, seeds, taken } of files) {
  test(`${name}: after any edit, what is read again and what is taken over are as if all were read anew`, async () => {
    const path = join(root, name);
    const text = readFileSync(path, 'utf8');
    let count = 0;
    for (const seed of seeds) {
      const result = await checkIncremental(path, text, { seed, edits: 15 });
      expect(result.different).toEqual([]);
      expect(result.edits).toBe(15);
      count += result.taken;
    }
    expect(count).toBeGreaterThanOrEqual(taken);
  }, 60_000);
}
