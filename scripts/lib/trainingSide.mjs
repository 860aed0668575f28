/** One side of the training bench. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * A process that says `BATCH ENGINE`, trains so many steps when it is told to, and says what they took: `WALL CPU PEAK`.
 * Whoever waits for it when it dies, or says something else, gets an error that names it and what it complained about.
 */
export async function side(who, command, args, env = process.env) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  const over = once(child, 'close').then(
    ([code, signal]) => `it ended with ${signal ?? `code ${code}`}`,
    (error) => error.message,
  );
  child.stdin.on('error', () => {}); // It is gone: how it ended says why.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (pattern) => {
    const { value } = await lines.next();
    if (value !== undefined && pattern.test(value)) return value.split(' ');
    const reason = value === undefined ? await over : `it said "${value}"`;
    throw new Error([`${who} failed: ${reason}`, complaint.trimEnd()].filter((line) => line !== '').join('\n'));
  };
  const [batch, ...engine] = await next(/^\d+ ./);
  return {
    batch: Number(batch),
    engine: engine.join(' '),
    /** Seconds of wall clock and CPU for one step, and MB at most so far. */
    run: async (steps) => {
      child.stdin.write(`${steps}\n`);
      const [wall, cpu, peak] = (await next(/^[\d.e-]+ [\d.e-]+ \d+$/)).map(Number);
      return { wall: wall / steps, cpu: cpu / steps, peak };
    },
    kill: () => child.kill(),
  };
}
