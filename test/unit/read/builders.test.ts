/** Which of many builders are read, and what is put off while one class is typed. */
import { expect, it } from 'vitest';
import { loadWorkspace, openFile } from '../../typing/workspace.mjs';

const NET = `import torch
from torch import nn


class Plain(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        y = self.conv(x)
        return y


class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, 2 * width, 3)

    def forward(self, x):
        y = self.conv(x)
        return y


class Net(nn.Module):
    def __init__(self, block, width):
        super().__init__()
        self.block = block(width)

    def forward(self, x):
        z = self.block(x)
        return z


def make(block: type[Plain | Wide], width):
    return Net(block, width)


def plain8():
    return make(Plain, 8)


def plain16():
    return make(Plain, 16)


def plain32():
    return make(Plain, 32)


def wide8():
    return make(Wide, 8)


def wide16():
    return make(Wide, 16)
`;

async function opened() {
  const file = openFile(await loadWorkspace(), '/nowhere/builders.py', NET);
  file.settle();
  return file;
}
const models = (file: Awaited<ReturnType<typeof opened>>) => file.reading()?.graphs.map((graph) => graph.model);

it('reads a builder for each class that no other shows', async () => {
  const file = await opened();
  expect(models(file)).toEqual(['plain8()', 'wide8()']);
  for (const cls of file.reading()?.classes ?? []) expect(cls.instances).not.toEqual([]);
});

it('reads only what is shown for the class that is typed, and the rest when typing rests', async () => {
  const file = await opened();
  const before = file.hints().map((hint) => hint.text);
  const at = NET.indexOf('self.block = ');
  file.edit(at, at, 'self.more = nn.ReLU()\n        ');
  const typed = file.hints();
  expect(models(file)).toEqual(['plain8()']);
  expect(file.reading()?.putOff).toHaveLength(1);
  expect(typed.map((hint) => hint.text.replace(' …', ''))).toEqual(expect.arrayContaining(before));
  file.settle();
  expect(models(file)).toEqual(['plain8()', 'wide8()']);
  expect(file.reading()?.putOff).toBeUndefined();
  expect(file.hints().some((hint) => hint.provisional)).toBe(false);
});

it('takes another model when another class is typed before typing rests', async () => {
  const file = await opened();
  const at = NET.indexOf('self.block = ');
  file.edit(at, at, 'self.more = nn.ReLU()\n        ');
  file.hints();
  const wide = NET.indexOf('2 * width');
  file.edit(wide, wide + 1, '3');
  const hints = file.hints();
  expect(models(file)).toEqual(['plain8()', 'wide8()']);
  expect(hints.some((hint) => hint.text.includes('24×'))).toBe(true);
});
