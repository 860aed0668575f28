/**
 * `npm run bench:train [-- --only TEXT] [--threads 1,2] [--rounds N] [--plain]`: training beside PyTorch, each in a
 * process of its own, in turns. Images a second (the best round), CPU seconds for a thousand images, the most memory of
 * each process, and what both ran on. `--plain`: standard operations only, which is what machines get where the blocked
 * ones are missing or wrong.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from './lib/files.mjs';
import { requiring } from './lib/requiring.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string' },
    plain: { type: 'boolean' },
  },
});
const python = process.env.PYTHON ?? '/usr/bin/python3';
const models = join(root, 'test/bench/training/models.py');
const outfile = join(root, '.cache/bench/training.mjs');
await build({
  entryPoints: [join(root, 'test/bench/training/entry.ts')],
  bundle: true,
  outfile,
  format: 'esm',
  platform: 'node',
  external: ['onnxruntime-node'],
  banner: requiring,
  logLevel: 'error',
});

const rounds = Number(options.rounds ?? 5);
const SECONDS = 1;
const names = [...readFileSync(models, 'utf8').matchAll(/^# \d\S*\nclass (\w+)/gm)].map(([, name]) => name);

/** A process that trains so many steps when it is told to, and says what they took. */
async function side(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value ?? '';
  const [batch, ...engine] = (await next()).split(' ');
  return {
    batch: Number(batch),
    engine: engine.join(' '),
    run: async (steps) => {
      child.stdin.write(`${steps}\n`);
      const [wall, cpu, peak] = (await next()).split(' ').map(Number);
      return { wall: wall / steps, cpu: cpu / steps, peak };
    },
    end: () => child.stdin.end(),
  };
}

const flags = existsSync('/proc/cpuinfo')
  ? (/^flags\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '')
  : '';
const vectors = ['avx512f', 'avx2', 'neon'].filter((flag) => flags.includes(flag)).join(' ') || 'vector units unknown';
console.log(`best of ${rounds} rounds, in turns`);
console.log(
  'model       threads     ours    torch    ratio   CPU s per 1000 images   peak MB (ours, torch, ratio)   on',
);
for (const threads of (options.threads ?? '1,2').split(',').map(Number))
  for (const name of names.filter((one) => one.includes(options.only ?? ''))) await compare(name, threads);
process.exit(0);

async function compare(name, threads) {
  const way = options.plain ? 'plain' : 'fast';
  const ours = await side(process.execPath, [outfile, models, name, String(threads), way]);
  const torch = existsSync(python)
    ? await side(python, [join(root, 'test/bench/training/torch_side.py'), models, name, String(threads)])
    : undefined;
  await ours.run(2);
  await torch?.run(2);
  const steps = Math.max(1, Math.round(SECONDS / (await ours.run(1)).wall));
  const nothing = { wall: Number.NaN, cpu: Number.NaN, peak: Number.NaN };
  const [mine, theirs] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await ours.run(steps));
    theirs.push((await torch?.run(steps)) ?? nothing);
  }
  ours.end();
  torch?.end();
  const best = (all, what) => Math.min(...all.map((one) => one[what]));
  const [left, right] = [best(mine, 'wall'), best(theirs, 'wall')];
  const rate = (seconds) => (ours.batch / seconds).toFixed(ours.batch / seconds < 100 ? 1 : 0).padStart(8);
  const cpu = (all) => ((best(all, 'cpu') * 1000) / ours.batch).toFixed(2).padStart(6);
  const [memory, other] = [mine.at(-1).peak, theirs.at(-1).peak];
  console.log(
    [
      `${name.padEnd(12)} ${String(threads).padStart(6)} ${rate(left)} ${rate(right)} ${(right / left).toFixed(2).padStart(8)}`,
      `${cpu(mine)}, ${cpu(theirs)}`.padEnd(22),
      `${String(memory).padStart(6)} ${String(other).padStart(6)} ${(memory / other).toFixed(2).padStart(6)}`.padEnd(
        29,
      ),
      `${vectors}; ${ours.engine}`,
    ].join('  '),
  );
}
