/**
 * `npm run pytorch:scripts`: the scripts that are made of recipes, run by a python3 with PyTorch ($PYTHON, by default
 * Debian's): one of every kind compiles, runs and tells what Convscope's own training tells; two processes with
 * DistributedDataParallel, under torchrun and started by hand, end with the same weights; and of classes, masks and
 * numbers, in every layout, each epoch comes to the same scores as it does here.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildQuietly } from './lib/build.mjs';
import { root } from './lib/files.mjs';
import { compareWithScripts } from './lib/pytorchCompare.mjs';

const python = process.env.PYTHON ?? '/usr/bin/python3';
const cli = join(root, 'dist/cli.js');
const environment = { ...process.env, OMP_NUM_THREADS: '1', GLOO_SOCKET_IFNAME: 'lo' };

const RECIPES = {
  plain: {},
  varied: {
    augmentation: { noise: 0.05, cutout: 2, mixup: 0.2 },
    regularisation: { l1: 0.0005, l2: 0.0001, label_noise: 0.02 },
    schedule: { name: 'one_cycle' },
    clip_norm: 5,
    clip_value: 1,
    normalise: { mean: [0.3], std: [0.4] },
  },
  adamw: { optimizer: { name: 'adamw', lr: 0.01 }, schedule: { name: 'cosine', warmup_epochs: 1 }, early_stopping: 1 },
  bce: { loss: { name: 'bce' }, optimizer: { name: 'rmsprop', lr: 0.001 }, drop_last: true, freeze: ['conv.*'] },
  mse: { loss: { name: 'mse' }, schedule: { name: 'plateau', patience: 0 }, normalise: { off: true } },
  milestones: { schedule: { name: 'multi_step', milestones: [1, 2], gamma: 0.5 } },
  smooth: { loss: { label_smoothing: 0.1 }, regularisation: { l1: 0.0005, l1_proximal: false } },
};

/** Keeps the weights of each process beside the script. */
const KEEPING = `import os, runpy, sys, torch
names = runpy.run_path(sys.argv[1], run_name='__main__')
torch.save(names['model'].state_dict(), f"rank{os.environ['RANK']}.pt")
`;
const COMPARING = `import torch
first, second = (torch.load(f'rank{rank}.pt') for rank in (0, 1))
assert first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)
`;

buildQuietly();
const folder = mkdtempSync(join(tmpdir(), 'convscope-scripts-'));
try {
  copyFileSync(join(root, 'test/editor/workspace/digits.py'), join(folder, 'digits.py'));
  writeFileSync(join(folder, 'keep.py'), KEEPING);
  for (const [name, given] of Object.entries(RECIPES)) {
    const events = trained(name, given);
    console.log(`${name}: ${events.length} events, ${(100 * events.at(-1).best.accuracy).toFixed(1)} %`);
  }
  compareWithScripts(folder, { node: convscope, python: python3, eventsOf });
  await together('started by hand', () => Promise.all([0, 1].map((rank) => byHand(rank))));
  await together('under torchrun', async () => {
    const run = [
      '-m',
      'torch.distributed.run',
      '--standalone',
      '--nproc_per_node',
      '2',
      '--redirects',
      '1',
      '--tee',
      '1',
    ];
    python3([...run, 'keep.py', 'varied.py']);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What a script tells, having run whole. */
function trained(name, given) {
  const recipe = `${name}.convscope.json`;
  writeFileSync(join(folder, recipe), JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 3, ...given }));
  convscope(['export', recipe, '--out', `${name}.py`]);
  python3([`${name}.py`]);
  const events = eventsOf(name);
  assertTold(events);
  return events;
}

function eventsOf(name) {
  const text = readFileSync(join(folder, '.convscope/runs', name, 'metrics.jsonl'), 'utf8');
  return text.trim().split('\n').map(JSON.parse);
}

/** The same kinds of events, with the same fields, as `convscope train` writes. */
function assertTold(events) {
  const [start] = events;
  assert.equal(start.event, 'start');
  assert.equal(start.classes.length, 10);
  for (const [kind, fields] of Object.entries({
    step: [
      'epoch',
      'step',
      'loss',
      'accuracy',
      'lr',
      'images_per_second',
      'seconds_left',
      'gradient_norm',
      'memory_bytes',
    ],
    epoch: ['epoch', 'train', 'validation', 'lr', 'images_per_second', 'seconds', 'best', 'small_weights'],
    predictions: ['epoch', 'size', 'samples', 'mistakes', 'confusion'],
    layers: ['epoch', 'step', 'gradient', 'update', 'weight'],
  })) {
    const found = events.filter(({ event }) => event === kind);
    assert.ok(found.length > 0, `no ${kind} event`);
    for (const event of found) for (const field of fields) assert.ok(event[field] !== undefined, `${kind}.${field}`);
  }
  const layers = events.find(({ event }) => event === 'layers');
  for (const part of [layers.gradient, layers.update, layers.weight]) assert.equal(part.length, start.layers.length);
  const predictions = events.find(({ event }) => event === 'predictions');
  assert.equal(
    predictions.confusion.flat().reduce((a, b) => a + b),
    start.validation_images,
  );
  assert.equal(events.at(-1).event, 'end');
  assert.ok(events.at(-1).best.accuracy > 0.5, 'it has not learned');
}

async function together(how, run) {
  await run();
  assertTold(eventsOf('varied'));
  assert.match(eventsOf('varied')[0].engine, /2 processes/);
  python3(['-c', COMPARING]);
  for (const rank of [0, 1]) rmSync(join(folder, `rank${rank}.pt`));
  console.log(`two processes ${how}: the same weights`);
}

function byHand(rank) {
  const ranked = { ...environment, RANK: rank, LOCAL_RANK: rank, WORLD_SIZE: 2, MASTER_ADDR: '127.0.0.1' };
  const child = spawn(python, ['keep.py', 'varied.py'], { cwd: folder, env: { ...ranked, MASTER_PORT: '29531' } });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}

function python3(given) {
  return program(python, given);
}

function convscope(given) {
  return program(process.execPath, [cli, ...given]);
}

function program(file, given) {
  const { status, stdout, stderr } = spawnSync(file, given, { cwd: folder, encoding: 'utf8', env: environment });
  assert.equal(status, 0, `${given.join(' ')}\n${stderr}`);
  return stdout;
}
