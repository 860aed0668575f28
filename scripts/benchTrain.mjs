/**
 * `npm run bench:train [-- --only TEXT] [--threads 1,2] [--rounds N] [--plain]`: training beside PyTorch, in turns, in
 * one run. Images a second (the best round), CPU seconds for a thousand images, and the machine's vector units.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
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
const { modelsIn, prepared } = await import(pathToFileURL(outfile).href);

const rounds = Number(options.rounds ?? 5);
const SECONDS = 1;

/** PyTorch in a process of its own; undefined where there is none. */
async function torchSide(threads) {
  if (!existsSync(python)) return undefined;
  const child = spawn(python, [join(root, 'test/bench/training/torch_side.py'), models, String(threads)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (name, steps) => {
      child.stdin.write(`${name} ${steps}\n`);
      const { value } = await lines.next();
      const [wall, cpu, peak] = (value ?? 'NaN NaN NaN').split(' ').map(Number);
      return { wall, cpu, peak };
    },
    end: () => child.stdin.end(),
  };
}

async function ourSide(name, threads) {
  const timed = await prepared(models, name, threads, options.plain === true);
  return {
    batch: timed.batch,
    run: async (steps) => {
      const before = process.cpuUsage();
      const started = performance.now();
      for (let i = 0; i < steps; i++) await timed.step();
      const { user, system } = process.cpuUsage(before);
      return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
    },
    end: () => timed.dispose(),
  };
}

const flags = existsSync('/proc/cpuinfo')
  ? (/^flags\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '')
  : '';
const vectors = ['avx512f', 'avx2', 'neon'].filter((flag) => flags.includes(flag)).join(' ') || 'not known';
console.log(
  `vector units: ${vectors} · ${options.plain ? 'standard ops' : 'the default path'} · best of ${rounds} rounds, in turns`,
);
console.log('model       threads     ours    torch    ratio   CPU s per 1000 images (ours, torch)   torch peak MB');
for (const threads of (options.threads ?? '1,2').split(',').map(Number)) {
  const torch = await torchSide(threads);
  for (const name of modelsIn(models).filter((one) => one.includes(options.only ?? ''))) {
    const ours = await ourSide(name, threads);
    const first = await ours.run(2);
    const steps = Math.max(1, Math.round(SECONDS / ((await ours.run(1)).wall || first.wall)));
    await torch?.run(name, 2);
    const best = { ours: Infinity, torch: Infinity, oursCpu: Infinity, torchCpu: Infinity, peak: 0 };
    for (let round = 0; round < rounds; round++) {
      const mine = await ours.run(steps);
      const theirs = (await torch?.run(name, steps)) ?? { wall: Number.NaN, cpu: Number.NaN, peak: Number.NaN };
      best.ours = Math.min(best.ours, mine.wall / steps);
      best.oursCpu = Math.min(best.oursCpu, mine.cpu / steps);
      best.torch = Math.min(best.torch, theirs.wall / steps);
      best.torchCpu = Math.min(best.torchCpu, theirs.cpu / steps);
      best.peak = theirs.peak;
    }
    await ours.end();
    const rate = (seconds) => (ours.batch / seconds).toFixed(ours.batch / seconds < 100 ? 1 : 0).padStart(8);
    const cpu = (seconds) => ((seconds * 1000) / ours.batch).toFixed(2);
    console.log(
      `${name.padEnd(12)} ${String(threads).padStart(6)} ${rate(best.ours)} ${rate(best.torch)} ${(best.torch / best.ours).toFixed(2).padStart(8)}   ${cpu(best.oursCpu)}, ${cpu(best.torchCpu)}`.padEnd(
        88,
      ) + best.peak,
    );
  }
  torch?.end();
}
process.exit(0);
