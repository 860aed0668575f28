/**
 * `npm run learning [-- --model Lecture,ResNet20] [--images 60000] [--epochs 3] [--seeds 3] [--start own|torch]`: the
 * same recipe trained here and, by the script that is exported for it, in PyTorch, on Fashion-MNIST (Debian's
 * dataset-fashion-mnist). Prints each run as it ends, then both sides' means. With `--start torch` both begin with
 * weights that PyTorch has drawn.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { buildQuietly } from './lib/build.mjs';
import { root } from './lib/files.mjs';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'Lecture,ResNet20' },
    images: { type: 'string', default: '60000' },
    tests: { type: 'string', default: '10000' },
    epochs: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
    start: { type: 'string', default: 'own' },
    data: { type: 'string', default: '/usr/share/datasets/fashion-mnist' },
  },
});
const python = process.env.PYTHON ?? '/usr/bin/python3';
const folder = join(root, `.cache/learning/${options.images}-${process.pid}`);
const cli = join(root, 'dist/cli.js');
buildQuietly();
writeData();

const sides = { ours: [], torch: [] };
for (const model of options.model.split(','))
  for (let seed = 0; seed < Number(options.seeds); seed += 1) {
    const recipe = recipeOf(model, seed);
    sides.ours.push(told(model, seed, 'ours', ours(recipe)));
    sides.torch.push(told(model, seed, 'torch', torch(recipe)));
  }
for (const model of options.model.split(',')) {
  const mean = (side, pick) => {
    const values = sides[side].filter((run) => run.model === model).map(pick);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const line = (side) =>
    `${side} test accuracy ${(100 * mean(side, (r) => r.last.validation.accuracy)).toFixed(2)} %, train loss ${mean(side, (r) => r.last.train.loss).toFixed(4)}`;
  console.log(`${model}: ${line('ours')}; ${line('torch')}`);
}
rmSync(folder, { recursive: true, force: true });

/** The first images of each part, in the layout of torchvision. */
function writeData() {
  const raw = join(folder, 'FashionMNIST/raw');
  mkdirSync(raw, { recursive: true });
  for (const [part, count] of [
    ['train', Number(options.images)],
    ['t10k', Number(options.tests)],
  ])
    for (const [kind, header, size] of [
      ['images-idx3', 16, 784],
      ['labels-idx1', 8, 1],
    ]) {
      const name = `${part}-${kind}-ubyte`;
      const bytes = Buffer.from(
        gunzipSync(readFileSync(join(options.data, `${name}.gz`))).subarray(0, header + count * size),
      );
      bytes.writeUInt32BE(count, 4);
      writeFileSync(join(raw, name), bytes);
    }
  writeFileSync(join(folder, 'nets.py'), readFileSync(join(root, 'test/bench/learning/nets.py')));
}

function recipeOf(model, seed) {
  const file = join(folder, `${model}-${seed}.json`);
  const recipe = {
    file: 'nets.py',
    model: `${model}()`,
    data: { name: 'fashion-mnist', root: '.', validation: 'test' },
    batch_size: 64,
    epochs: Number(options.epochs),
    optimizer: { name: 'sgd', lr: 0.05, momentum: 0.9, weight_decay: 5e-4 },
    schedule: { name: 'cosine' },
    threads: Number(options.threads),
    seed,
    ...(options.start === 'torch' ? { weights: drawnByTorch(model, seed) } : {}),
  };
  writeFileSync(file, JSON.stringify(recipe));
  return file;
}

function drawnByTorch(model, seed) {
  const name = `${model}-${seed}.pt`;
  const code = `import sys, torch; sys.path.insert(0, '.'); import nets; torch.manual_seed(${seed}); torch.save(nets.${model}().state_dict(), '${name}')`;
  execFileSync(python, ['-c', code], { cwd: folder });
  return name;
}

function epochsIn(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line)).filter((event) => event.event === 'epoch');
}

function ours(recipe) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, 'train', recipe, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr || stdout.slice(-2000));
  return epochsIn(stdout);
}

function torch(recipe) {
  const script = recipe.replace(/\.json$/, '.py');
  execFileSync(process.execPath, [cli, 'export', recipe, '--out', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  const text = readFileSync(script, 'utf8').replace(
    'import torch\n',
    `import torch\ntorch.set_num_threads(${options.threads})\n`,
  );
  writeFileSync(script, text);
  execFileSync(python, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
  const name = script.slice(folder.length + 1, -3);
  return epochsIn(readFileSync(join(folder, '.convscope/runs', name, 'metrics.jsonl'), 'utf8'));
}

function told(model, seed, side, epochs) {
  const last = epochs.at(-1);
  const text = epochs.map(
    (e) => `${e.train.loss.toFixed(4)}/${e.validation.loss.toFixed(4)}/${(100 * e.validation.accuracy).toFixed(2)}%`,
  );
  console.log(
    `${model} seed ${seed} ${side.padEnd(5)} ${text.join('  ')}  ${Math.round(last.images_per_second)} images/s`,
  );
  return { model, seed, last };
}
