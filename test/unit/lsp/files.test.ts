/** Files that import each other: what is open is read again when something that it took from another file changes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uriOf } from '../../../server/src/lsp/uri';
import { type Opened, Workspace } from '../../../server/src/lsp/workspace';

let folder: string;
let workspace: Workspace;
let isCancelled: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-files-'));
  isCancelled = false;
  workspace = new Workspace({ folders: [folder], environment: {}, cancelled: () => isCancelled });
  workspace.configure({});
});
afterEach(() => rmSync(folder, { recursive: true }));

const pathOf = (name: string): string => join(folder, name);

function write(name: string, text: string): void {
  mkdirSync(dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), text);
}

/** Written and opened. */
function open(name: string, text: string): Opened {
  write(name, text);
  workspace.open(uriOf(pathOf(name)), text);
  return find(name);
}

function find(name: string): Opened {
  const opened = workspace.find(uriOf(pathOf(name)));
  if (!opened) throw new Error(`${name} is not open`);
  return opened;
}

/** Replaces the only occurrence. */
function edit(name: string, before: string, after: string): void {
  const { text } = find(name).document;
  expect(text.split(before).length).toBe(2);
  workspace.change(uriOf(pathOf(name)), [{ range: undefined, text: text.replace(before, after) }]);
}

function save(name: string, text: string): void {
  write(name, text);
  workspace.filesChanged([pathOf(name)]);
}

function remove(name: string): void {
  rmSync(pathOf(name));
  workspace.filesChanged([pathOf(name)]);
}

/** What stands behind `y` in the file that is shown. */
function hintOf(opened: Opened): string | undefined {
  workspace.refresh(opened);
  workspace.settle(opened);
  return opened.hints.find((hint) => hint.name === 'y')?.whole;
}

const LAYERS = `from torch import nn

WIDTH = 8


def other():
    return 1


def conv(channels):
    return nn.Conv2d(channels, WIDTH, 3, padding=1)
`;

const NET = `import torch
from torch import nn
from layers import conv


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = conv(3)

    def forward(self, x):
        y = self.conv(x)
        return y


Net()(torch.zeros(1, 3, 32, 32))
`;

test('an unsaved edit of an imported file reaches the importer', () => {
  open('layers.py', LAYERS);
  const net = open('net.py', NET);
  expect(hintOf(net)).toBe('1×8×32×32');
  edit('layers.py', 'WIDTH = 8', 'WIDTH = 16');
  expect(hintOf(net)).toBe('1×16×32×32');
  edit('layers.py', 'padding=1', 'padding=0');
  expect(hintOf(net)).toBe('1×16×30×30');
});

test('an edit of what the importer did not take does not read it again', () => {
  open('layers.py', LAYERS);
  const net = open('net.py', NET);
  expect(hintOf(net)).toBe('1×8×32×32');
  const { reading } = net;
  edit('layers.py', 'return 1', 'return 2');
  edit('layers.py', 'return 2', 'return 2 + 3');
  expect(hintOf(net)).toBe('1×8×32×32');
  expect(net.reading).toBe(reading);
  edit('layers.py', 'def conv', 'def convolution');
  expect(hintOf(net)).toBeUndefined();
});

test('a place in an imported file moves with the code that stands there', () => {
  const layers = open('layers.py', LAYERS.replace('channels, WIDTH, 3', 'channels + 1, WIDTH, 3'));
  const net = open('net.py', NET);
  hintOf(net);
  const placeOf = () => {
    const built = net.reading?.graphs[0]?.modules.find((m) => m.name === 'conv')?.builtAt;
    return built?.file === pathOf('layers.py')
      ? layers.document.text.slice(built.span.start, built.span.end)
      : undefined;
  };
  expect(placeOf()).toBe('nn.Conv2d(channels + 1, WIDTH, 3, padding=1)');
  edit('layers.py', 'return 1', 'return 1000000');
  hintOf(net);
  expect(placeOf()).toBe('nn.Conv2d(channels + 1, WIDTH, 3, padding=1)');
});

test('a saved edit of a file that is not open reaches the importer', () => {
  write('layers.py', LAYERS);
  const net = open('net.py', NET);
  expect(hintOf(net)).toBe('1×8×32×32');
  save('layers.py', LAYERS.replace('WIDTH = 8', 'WIDTH = 4'));
  expect(hintOf(net)).toBe('1×4×32×32');
});

test('an edit reaches importers of importers', () => {
  open('sizes.py', 'WIDTH = 8\n');
  write('layers.py', LAYERS.replace('WIDTH = 8', 'from sizes import WIDTH'));
  const net = open('net.py', NET);
  expect(hintOf(net)).toBe('1×8×32×32');
  edit('sizes.py', '8', '5');
  expect(hintOf(net)).toBe('1×5×32×32');
});

test('a file that is made, deleted or renamed reaches who looks for it', () => {
  const net = open('net.py', NET);
  expect(hintOf(net)).toBeUndefined();
  save('layers.py', LAYERS);
  expect(hintOf(net)).toBe('1×8×32×32');
  remove('layers.py');
  expect(hintOf(net)).toBeUndefined();
  save('others.py', LAYERS);
  expect(hintOf(net)).toBeUndefined();
  edit('net.py', 'from layers', 'from others');
  expect(hintOf(net)).toBe('1×8×32×32');
});

test('a folder that becomes a package changes what its files import', () => {
  write('layers.py', LAYERS);
  write('deep/inside/layers.py', LAYERS.replace('WIDTH = 8', 'WIDTH = 2'));
  const net = open('deep/inside/net.py', NET.replace('from layers', 'from inside.layers'));
  expect(hintOf(net)).toBeUndefined();
  save('deep/inside/__init__.py', '');
  expect(hintOf(net)).toBe('1×2×32×32');
});

test('a configuration that changes, appears or goes is read anew', () => {
  const net = open(
    'net.py',
    'import json, torch, yaml\nfrom torch import nn\n' +
      'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n' +
      "        self.conv = nn.Conv2d(3, json.load(open('net.json'))['width'], 1)\n" +
      '    def forward(self, x):\n        return self.conv(x)\n' +
      'y = Net()(torch.zeros(1, 3, 4, 4))\n',
  );
  const without = hintOf(net);
  expect(without ?? '').not.toContain('8');
  save('net.json', '{ "width": 8 }');
  expect(hintOf(net)).toBe('1×8×4×4');
  save('net.json', '{ "width": 16 }');
  expect(hintOf(net)).toBe('1×16×4×4');
  remove('net.json');
  expect(hintOf(net)).toBe(without);
});

test('what is closed without saving counts no more', () => {
  open('layers.py', LAYERS);
  const net = open('net.py', NET);
  edit('layers.py', 'WIDTH = 8', 'WIDTH = 16');
  expect(hintOf(net)).toBe('1×16×32×32');
  workspace.close(uriOf(pathOf('layers.py')));
  expect(hintOf(net)).toBe('1×8×32×32');
});

test('a cancelled reading leaves the last one standing, and the next one is whole', () => {
  const net = open('net.py', `${NET}${'x = 1\n'.repeat(5000)}`);
  write('layers.py', LAYERS);
  workspace.filesChanged([pathOf('layers.py')]);
  expect(hintOf(net)).toBe('1×8×32×32');
  const { reading } = net;
  edit('net.py', 'conv(3)', 'conv(4)');
  isCancelled = true;
  expect(workspace.refresh(net)).toBe(false);
  expect(net.reading).toBe(reading);
  isCancelled = false;
  expect(hintOf(net)).not.toBe('1×8×32×32');
  expect(net.reading?.problems.map(({ code }) => code)).toEqual(['CS101']);
  edit('net.py', 'conv(4)', 'conv(3)');
  expect(hintOf(net)).toBe('1×8×32×32');
});

test('only what is not shown as it is now waits to be settled', () => {
  open('layers.py', LAYERS);
  const net = open('net.py', NET);
  const waiting: string[] = [];
  const settleAll = () => {
    waiting.length = 0;
    for (let next = workspace.unsettled(); next; next = workspace.unsettled()) {
      waiting.push(next.document.path);
      hintOf(next);
      next.unpublished = false;
    }
  };
  settleAll();
  expect(waiting).toHaveLength(2);
  edit('layers.py', 'return 1', 'return 2');
  settleAll();
  expect(waiting).toEqual([pathOf('layers.py')]);
  edit('layers.py', 'WIDTH = 8', 'WIDTH = 9');
  settleAll();
  expect(waiting).toHaveLength(2);
  expect(hintOf(net)).toBe('1×9×32×32');
});

test('who looks through a file for what it registers reads again when it registers something else, not when it does it otherwise', () => {
  write('shelf/__init__.py', 'from . import small');
  write('shelf/tables.py', 'MODELS = {}\n\ndef register(fn):\n    MODELS[fn.__name__] = fn\n    return fn\n');
  const body =
    'from .tables import register\n\n@register\ndef small():\n    return 1\n\n@register\ndef large():\n    return 2\n';
  open('shelf/small.py', body);
  const net =
    'import torch\nfrom shelf.tables import MODELS\nimport shelf\n\nx = torch.zeros(MODELS["small"](), 3 if "huge" in MODELS else 4)\n';
  const importer = open('main.py', net);
  workspace.refresh(importer);
  expect(importer.hints.map(({ text }) => text)).toEqual(['1×4']);
  const memory = importer.memory;
  edit('shelf/small.py', 'return 2', 'return 72');
  expect(importer.memory).toBe(memory);
  edit('shelf/small.py', 'def large', 'def huge');
  workspace.refresh(importer);
  expect(importer.hints.map(({ text }) => text)).toEqual(['1×3']);
});

test('lenses stay what they were while a statement is typed, and are asked for again when typing rests', () => {
  const net =
    'import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 2)\n\n    def forward(self, x):\n        return self.fc(x)\n';
  const opened = open('net.py', net);
  const titles = () => workspace.lensesOf(opened).map(({ title }) => title);
  const before = titles();
  expect(before[0]).toContain('10 parameters');
  edit('net.py', '4, 2', '4, 20');
  expect(titles()).toEqual(before);
  workspace.refresh(opened);
  expect(workspace.settle(opened)).toBe(true);
  expect(titles()[0]).toContain('100 parameters');
});
