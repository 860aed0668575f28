/**
 * `npm run bench:train [-- --only TEXT] [--threads 1,2] [--rounds N] [--plain]`: training beside PyTorch, each in a
 * process of its own, in turns. Images a second (the best round), CPU seconds for a thousand images, the most memory of
 * each process, and what both ran on. `--plain`: standard operations only, which is what machines get where the blocked
 * ones are missing or wrong.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundled } from './lib/declarations.mjs';
import { root } from './lib/files.mjs';
import { requiring } from './lib/requiring.mjs';
import { side } from './lib/trainingSide.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string' },
    plain: { type: 'boolean' },
  },
});
const python = process.env.PYTHON ?? '/usr/bin/python3';
const isBeside = process.env.PYTHON !== undefined || existsSync(python);
const models = join(root, 'test/bench/training/models.py');
const outfile = join(root, '.cache/bench/training.mjs');
await build({
  entryPoints: [join(root, 'test/bench/training/entry.ts')],
  bundle: true,
  outfile,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  external: ['onnxruntime-node'],
  banner: requiring,
  logLevel: 'error',
});

const { trainingEnvironment } = await bundled('server/src/config/allocator.ts');
const rounds = Number(options.rounds ?? 5);
const SECONDS = 1;
const names = [...readFileSync(models, 'utf8').matchAll(/^# \d\S*\nclass (\w+)/gm)].map(([, name]) => name);

const flags = existsSync('/proc/cpuinfo')
  ? (/^flags\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '')
  : '';
const vectors = ['avx512f', 'avx2', 'neon'].filter((flag) => flags.includes(flag)).join(' ') || 'vector units unknown';
console.log(
  isBeside ? `best of ${rounds} rounds, in turns` : `best of ${rounds} rounds; no PyTorch: ${python} is not there`,
);
console.log(
  'model       threads     ours    torch    ratio   CPU s per 1000 images   peak MB (ours, torch, ratio)   on',
);
const chosen = names.filter((one) => one.includes(options.only ?? ''));
if (chosen.length === 0) {
  console.error(`no model is called like "${options.only}": there are ${names.join(', ')}`);
  process.exit(1);
}
const failed = [];
for (const threads of (options.threads ?? '1,2').split(',').map(Number))
  for (const name of chosen) await compared(name, threads);
process.exit(failed.length === 0 ? 0 : 1);

/** A side that fails takes neither the other models nor their figures along. */
async function compared(name, threads) {
  const sides = [];
  try {
    await compare(name, threads, sides);
  } catch (error) {
    failed.push(name);
    console.log(`${name.padEnd(12)} ${String(threads).padStart(6)}  ${error.message.replaceAll('\n', '\n  ')}`);
  } finally {
    for (const one of sides) one.kill();
  }
}

async function compare(name, threads, sides) {
  const started = async (...how) => {
    const one = await side(...how);
    sides.push(one);
    return one;
  };
  const way = options.plain ? 'plain' : 'fast';
  const ours = await started(
    'Convscope',
    process.execPath,
    [outfile, models, name, String(threads), way],
    trainingEnvironment(process.env),
  );
  const torch = isBeside
    ? await started('PyTorch', python, [join(root, 'test/bench/training/torch_side.py'), models, name, String(threads)])
    : undefined;
  await ours.run(2);
  await torch?.run(2);
  const steps = Math.max(1, Math.round(SECONDS / (await ours.run(1)).wall));
  const [mine, theirs] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await ours.run(steps));
    if (torch) theirs.push(await torch.run(steps));
  }
  const best = (all, what) => Math.min(...all.map((one) => one[what]));
  const rate = (all) => figure(ours.batch / best(all, 'wall'), ours.batch / best(all, 'wall') < 100 ? 1 : 0);
  const cpu = (all) => figure((best(all, 'cpu') * 1000) / ours.batch, 2);
  const peak = (all) => Math.max(...all.map((one) => one.peak));
  console.log(
    [
      `${name.padEnd(12)} ${String(threads).padStart(6)} ${rate(mine).padStart(8)} ${rate(theirs).padStart(8)}`,
      figure(best(theirs, 'wall') / best(mine, 'wall'), 2).padStart(7),
      `${cpu(mine).padStart(6)}, ${cpu(theirs).padStart(6)}`.padEnd(22),
      `${figure(peak(mine), 0).padStart(6)} ${figure(peak(theirs), 0).padStart(6)}`,
      figure(peak(mine) / peak(theirs), 2).padEnd(14),
      `${vectors}; ${ours.engine}`,
    ].join('  '),
  );
}

/** Without the other side there is none. */
function figure(number, digits) {
  return Number.isFinite(number) && number > 0 ? number.toFixed(digits) : '-';
}
