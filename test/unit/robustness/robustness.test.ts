/** `check` and `summary` on files that are hard on a reader: they end in bounded time with a clear state. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCheck } from '../../../server/src/cli/check';
import { runSummary } from '../../../server/src/cli/summary';
import { UsageError } from '../../../server/src/disk';
import { cyclic, inputs } from './inputs';

/** A bound on work; generous, for other tests run beside this one. */
const MOST_SECONDS = 30;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  for (const { name, bytes } of inputs) writeFileSync(join(folder, name), bytes);
  for (const [name, text] of Object.entries(cyclic)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** What the command writes, and its exit code. */
function run(command: typeof runCheck, name: string): { readonly code: number; readonly text: string } {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  return { code: command([join(folder, name), '--format', 'json']), text };
}

/** The two commands read alike: the second is held to the plainest of each kind. */
const PLAINEST =
  /many-lines|while-true|recursion-module|long-ranges|inherits-itself|mixed-tabs|syntax-errors|deep-brackets/;
const plainest = inputs.filter(({ name, outcome }) => outcome !== 'read' || PLAINEST.test(name));

describe.each([
  ['check', runCheck, inputs],
  ['summary', runSummary, plainest],
] as const)('%s', (label, command, files) => {
  test.each(files)(
    '$name',
    ({ name, outcome }) => {
      if (outcome === 'refused') {
        expect(() => run(command, name)).toThrow(UsageError);
        expect(() => run(command, name)).toThrow(name);
        return;
      }
      const { code, text } = run(command, name);
      expect([0, 1]).toContain(code);
      expect(() => JSON.parse(text)).not.toThrow();
      if (typeof outcome === 'number' && label === 'check') {
        const [{ problems }] = JSON.parse(text).files;
        expect(problems.map((p: { at: { line: number } }) => p.at.line)).toEqual([outcome]);
      }
    },
    MOST_SECONDS * 1000,
  );

  test.each(Object.keys(cyclic))(
    '%s',
    (name) => {
      expect([0, 1]).toContain(run(command, name).code);
    },
    MOST_SECONDS * 1000,
  );
});
