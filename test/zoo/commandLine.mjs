/** Runs the built command line from a test and reads its JSON. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';

const LIMIT = 120_000;

/** @returns {Promise<{ json: any, failure: string | undefined, ms: number }>} */
export function runCommandLine(args) {
  const started = performance.now();
  const options = { encoding: 'utf8', timeout: LIMIT, killSignal: 'SIGKILL', maxBuffer: 1 << 30 };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'dist/cli.js'), ...args], options, (error, stdout, stderr) => {
      const ms = Math.round(performance.now() - started);
      try {
        resolve({ json: JSON.parse(stdout), failure: undefined, ms });
      } catch {
        const failure = error?.killed
          ? `no answer in ${LIMIT / 1000} s`
          : (stderr || stdout || 'no output').slice(0, 300);
        resolve({ json: undefined, failure, ms });
      }
    });
  });
}

/** Does `work` on every item, two at a time, and returns the results in order. */
export async function inPairs(items, work) {
  const results = [];
  let next = 0;
  const runner = async () => {
    while (next < items.length) {
      const turn = next++;
      results[turn] = await work(items[turn]);
    }
  };
  await Promise.all([runner(), runner()]);
  return results;
}
