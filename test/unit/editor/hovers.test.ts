import { expect, test } from 'vitest';
import { hoverAt, lensesOf, whyNoHint } from '../../../server/src/editor';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

const CODE = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Conv2d(i, o, 3, stride=2, padding=1)

    def forward(self, x):
        y = self.conv(x)
        return torch.relu(y)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.a = Block(64, 128)
        self.b = Block(128, 256)

    def forward(self, x):
        x = self.stem(x)
        return self.b(self.a(x))

Net()(torch.zeros(1, 3, 224, 224))
`;
const reading = readCode(CODE);
const tree = parse(CODE);
const hover = (text: string, choices = new Map()): string => {
  const offset = CODE.indexOf(text);
  if (offset < 0) throw new Error(`${text} does not stand in the code`);
  return hoverAt(reading, tree, offset + 1, choices)?.markdown ?? '';
};

test('a layer where it is built: arguments, formula, parameters', () => {
  const text = hover('Conv2d(3, 64');
  expect(text).toContain('1×3×224×224 → **1×64×112×112**');
  expect(text).toContain('⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112');
  expect(text).toContain('64·3·7·7');
  expect(text).toContain('9,408');
  expect(text).toContain('halves the size');
  expect(text).toContain('receptive field so far: 7×7');
});

test('code that instances share shows the chosen one', () => {
  expect(hover('conv(x)')).toContain('1×64×112×112 → **1×128×56×56**');
  expect(hover('conv(x)', new Map([['Block', { graph: 0, name: 'b' }]]))).toContain('1×128×56×56 → **1×256×28×28**');
});

test('a variable says where it comes from', () => {
  expect(hover('y = self.conv')).toContain('`y`: **1×128×56×56**');
});

test('a class gives its summary', () => {
  expect(hover('Net(nn.Module)')).toContain('| parameters |');
});

test('lenses: costs of the model, instances of the block', () => {
  const lenses = lensesOf(reading, new Map(), 32);
  expect(lenses.map((l) => [l.cls, l.command])).toEqual([
    ['Block', 'convscope.chooseInstance'],
    ['Net', 'convscope.showSummary'],
    ['Net', 'convscope.showDiagram'],
    ['Net', 'convscope.train'],
    ['Net', 'convscope.showFilters'],
    ['Net', 'convscope.showActivations'],
    ['Net', 'convscope.setInputShape'],
  ]);
  expect(lenses[0]?.title).toBe('as a · 1 of 2');
});

test('why is there no hint: the first cause', () => {
  const code = 'import torch\nimport nobody_has_this\nx = nobody_has_this.f()\ny = x + torch.zeros(2)\n';
  const why = whyNoHint(readCode(code), parse(code), code.indexOf('y ='));
  expect(why.reason).toContain('nobody_has_this');
});
