/**
 * A workspace of timm's size: copies of torchvision under other names, until there are 300 files, and fifty networks
 * that import one file. CONVSCOPE_BENCH_WORKSPACE names a folder to measure keystrokes in instead.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { loadWorkspace, openFiles } from '../typing/workspace.mjs';
import { residentOf, startServer } from './server.mjs';

const FILES = 300;
const IMPORTERS = 50;
/** Documents that are open while keys are measured, and keys in each. */
const OPEN = 40;
const KEYS = 12;

const COMMON = `from torch import nn


def conv(cin, cout, stride=1):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, stride, 1, bias=False),
        nn.BatchNorm2d(cout),
        nn.ReLU(),
    )


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(conv(channels, channels), conv(channels, channels))

    def forward(self, x):
        return x + self.body(x)
`;

const network = (i) => `import torch
from torch import nn
from common import Block, conv


class Net${i}(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = conv(3, ${8 + i}, 2)
        self.blocks = nn.Sequential(*[Block(${8 + i}) for _ in range(4)])
        self.head = nn.Linear(${8 + i}, classes)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        return self.head(x.mean((2, 3)))


if __name__ == '__main__':
    print(Net${i}()(torch.randn(2, 3, 64, 64)).shape)
`;

async function synthetic() {
  const folder = join(cache, 'bench-workspace');
  if (existsSync(join(folder, 'common.py'))) return folder;
  const torchvision = join(await obtainTorchvision(console.error), 'torchvision');
  mkdirSync(folder, { recursive: true });
  for (let i = 0; pythonFiles(folder).length < FILES - IMPORTERS; i++) {
    cpSync(torchvision, join(folder, `vision${i}`), {
      recursive: true,
      filter: (source) => !/\.\w+$/.test(source) || source.endsWith('.py'),
    });
  }
  for (let i = 0; i < IMPORTERS; i++) writeFileSync(join(folder, `net${i}.py`), network(i));
  writeFileSync(join(folder, 'common.py'), COMMON);
  return folder;
}

const pythonFiles = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => join(folder, name));

/** The files with models that are the largest. */
function modelFiles(folder, count) {
  return pythonFiles(folder)
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => /nn\.Module\):/.test(text))
    .sort((a, b) => b.text.length - a.text.length)
    .slice(0, count);
}

const cpu = (work) => {
  const started = process.cpuUsage();
  work();
  const used = process.cpuUsage(started);
  return (used.user + used.system) / 1000;
};

/** In turn in every open file: a digit typed at a number, spread over the file, and taken back. */
async function keystrokes() {
  const folder = process.env['CONVSCOPE_BENCH_WORKSPACE'] ?? (await synthetic());
  const open = openFiles(await loadWorkspace(), folder, modelFiles(folder, OPEN));
  for (const file of open) file.settle();
  const values = [];
  for (let key = 0; key < KEYS; key++) {
    for (const file of open) {
      const numbers = [...file.text().matchAll(/(?<=[(=, ])\d+\b/g)];
      const number = numbers[Math.floor((numbers.length * (key + 1)) / (KEYS + 1))];
      if (number === undefined) continue;
      const at = number.index + number[0].length;
      const type = (start, end, text) =>
        cpu(() => {
          file.edit(start, end, text);
          file.hints();
        });
      const typed = [type(at, at, '1'), type(at, at + 1, '')];
      if (key > 1) values.push(...typed);
      file.settle();
    }
  }
  return { values, unit: 'ms' };
}

/** A size in what fifty open files import is changed: CPU time until all of them are right again. */
async function importers() {
  const folder = await synthetic();
  const paths = ['common.py', ...Array.from({ length: IMPORTERS }, (_, i) => `net${i}.py`)].map((n) => join(folder, n));
  const open = openFiles(
    await loadWorkspace(),
    folder,
    paths.map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  );
  const settle = () => {
    for (const file of open) file.settle();
  };
  settle();
  const [common] = open;
  const values = [];
  for (let i = 0; i < 24; i++) {
    const at = common.text().indexOf(', stride, 1') - 1;
    const value = cpu(() => {
      common.edit(at, at + 1, i % 2 === 0 ? '5' : '3');
      settle();
    });
    if (i >= 4) values.push(value);
  }
  return { values, unit: 'ms' };
}

/** Every model file of the workspace opened, one after another, and its hints asked for. */
async function memory() {
  const folder = process.env['CONVSCOPE_BENCH_WORKSPACE'] ?? (await synthetic());
  const server = startServer();
  await server.initialize(folder);
  for (const { path } of modelFiles(folder, 60)) await server.open(path).hints();
  const resident = residentOf(server.pid);
  await server.stop();
  return { values: [resident], unit: 'MiB' };
}

export const benches = {
  'workspace of 300 files, keystroke': keystrokes,
  'workspace of 300 files, an edit until fifty importers are right': importers,
  ...(existsSync(join(root, 'dist/server.js')) && existsSync('/proc/self/status')
    ? { 'workspace of 300 files, resident with sixty model files open': memory }
    : {}),
};
