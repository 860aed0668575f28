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
  const putOff = file.reading()?.putOff?.map(({ start, end }) => file.text().slice(start, end).split('(')[0]);
  expect(putOff).toEqual(['class Wide', 'def wide8']);
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

const SEVERAL = `from torch import nn

WIDTH = 8

TITLE = 1


def block(width):
    return nn.Conv2d(3, width, 3, padding=1)


class First(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = block(WIDTH)

    def forward(self, x):
        return self.block(x)


class Second(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = block(2 * WIDTH)

    def forward(self, x):
        return self.block(x)
`;

it.each([
  ['a size that several models share', 'WIDTH = ', 1],
  ['a function that several models call', '3, width, ', 1],
  ['what no model uses', 'TITLE = ', 0],
])('while %s is typed, one model is read at most, and all of them when typing rests', async (_, before, most) => {
  const file = openFile(await loadWorkspace(), '/nowhere/several.py', SEVERAL);
  file.settle();
  const atRest = new Set(file.reading()?.graphs);
  expect(atRest.size).toBe(2);
  const at = SEVERAL.indexOf(before) + before.length;
  file.edit(at, at + 1, '5');
  file.hints();
  expect(file.reading()?.graphs.filter((graph) => !atRest.has(graph))).toHaveLength(most);
  expect(file.reading()?.graphs.filter((graph) => atRest.has(graph))).toHaveLength(most === 0 ? 2 : 0);
  file.settle();
  expect(file.reading()?.graphs).toHaveLength(2);
  expect(file.hints().some((hint) => hint.provisional)).toBe(false);
  const fresh = openFile(await loadWorkspace(), '/nowhere/several.py', file.text());
  fresh.settle();
  expect(file.hints()).toEqual(fresh.hints());
});
