/** The bench of training, with a PyTorch that is not one: a side that fails is named, and the bench fails with it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(script: string): { readonly code: number | null; readonly said: string } {
  const python = join(folder, 'python');
  writeFileSync(python, `#!/bin/sh\n${script}\n`);
  chmodSync(python, 0o755);
  const args = ['scripts/benchTrain.mjs', '--only', 'LeNet', '--threads', '1', '--rounds', '1'];
  const done = spawnSync(process.execPath, args, {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, PYTHON: python },
  });
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}

test('a side that never starts, dies midway or gives no number fails the bench', () => {
  const absent = bench('echo "No module named torch" >&2; exit 3');
  expect(absent.said).toMatch(/LeNet .*PyTorch failed: it ended with code 3\n\s+No module named torch/);
  expect(absent.code).toBe(1);

  const killed = bench('echo "64 PyTorch 1.13"; read steps; kill -9 $$');
  expect(killed.said).toContain('PyTorch failed: it ended with SIGKILL');
  expect(killed.code).toBe(1);

  const odd = bench('echo "64 PyTorch 1.13"; read steps; echo "nan nan 5"; read more');
  expect(odd.said).toContain('PyTorch failed: it said "nan nan 5"');
  expect(odd.code).toBe(1);

  const right = bench('echo "64 PyTorch 1.13"; while read steps; do echo "0.5 0.5 100"; done');
  expect(right.said).toMatch(/LeNet +1 +\d+ +\d+ +\d/);
  expect(right.said).not.toContain('NaN');
  expect(right.code).toBe(0);
});
