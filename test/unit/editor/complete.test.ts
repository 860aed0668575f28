import { describe, expect, test } from 'vitest';
import { argumentCompletions, blockCompletions, commentCompletions, signatureAt } from '../../../server/src/editor';
import { BLOCKS, snippetSource } from '../../../server/src/refactor';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

/** What is offered at `$0`. */
function at(code: string) {
  const offset = code.indexOf('$0');
  const text = code.replace('$0', '');
  const context = {
    file: '/work/main.py',
    text,
    tree: parse(text),
    reading: readCode(text),
    selection: { start: offset, end: offset },
  };
  const readText = (next: string) => ({ tree: parse(next), reading: readCode(next) });
  return { context, offset, readText };
}

function labels(code: string): string[] {
  const { context, offset, readText } = at(code);
  return argumentCompletions(context, offset, readText).map((c) => c.label);
}

const attribute = (layer: string): string => `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 12, 3)
        self.layer = ${layer}
        self.last = nn.Flatten()

    def forward(self, x):
        x = self.conv1(x)
        x = self.layer(x)
        return self.last(x)


Net()(torch.randn(2, 3, 10, 10))
`;
const sequence = (layer: string): string => `import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 12, 3),
    ${layer}
    nn.ReLU(),
)
net(torch.randn(2, 3, 10, 10))
`;

describe('inside a layer call', () => {
  test.each([
    ['in_channels by position', 'nn.Conv2d($0)', '12'],
    ['in_channels by name', 'nn.Conv2d(in_channels=$0)', '12'],
    ['half typed', 'nn.Conv2d(1$0)', '12'],
    ['num_features', 'nn.BatchNorm2d($0)', '12'],
    ['in_features is the last size', 'nn.Linear($0)', '8'],
    ['padding that keeps the size', 'nn.Conv2d(12, 8, 5, padding=$0)', '2'],
    ['padding with dilation', 'nn.Conv2d(12, 8, 3, dilation=3, padding=$0)', '3'],
    ['padding that halves', 'nn.Conv2d(12, 8, 4, stride=2, padding=$0)', '1'],
    ['padding by position', 'nn.Conv2d(12, 8, 3, 1, $0)', '1'],
    ['out_channels', 'nn.Conv2d(12, $0)', '12'],
    ['depthwise groups', 'nn.Conv2d(12, 12, 3, groups=$0)', '12'],
    ['groups that divide', 'nn.GroupNorm($0)', '4'],
  ])('%s', (_title, layer, first) => {
    expect(labels(attribute(layer))[0]).toBe(first);
    expect(labels(sequence(`${layer},`))[0]).toBe(first);
  });

  test('an unclosed bracket', () => {
    expect(labels(attribute('nn.Conv2d($0'))[0]).toBe('12');
  });

  test('arguments by name where the next one begins', () => {
    expect(labels(sequence('nn.Conv2d(12, 8, 3, $0),'))).toContain('padding=1');
  });

  test('the layer is not called yet: what the one above makes', () => {
    const code = attribute('nn.Conv2d($0)').replace('        x = self.layer(x)\n', '');
    expect(labels(code)[0]).toBe('12');
  });

  test.each([
    ['nothing where another word is typed', 'nn.Conv2d(nn.$0)'],
    ['nothing in a string', "nn.Conv2d('$0')"],
    ['nothing for other arguments', 'nn.Conv2d(12, 8, kernel_size=$0)'],
  ])('%s', (_title, layer) => expect(labels(attribute(layer))).toEqual([]));

  test('nothing in a call of a class of the file', () => {
    expect(labels('import torch.nn as nn\nclass Linear(nn.Module):\n    pass\nLinear($0)\n')).toEqual([]);
  });
});

test('the directive, with the size that is known', () => {
  const { context, offset } = at(attribute('nn.ReLU()').replace('class Net', '# $0\nclass Net'));
  const [first] = commentCompletions(context, offset);
  expect(first?.label).toBe('convscope: input=[2, 3, 10, 10]');
  const elsewhere = at('x = 1  # note $0\n');
  expect(commentCompletions(elsewhere.context, elsewhere.offset)).toEqual([]);
  const inside = at(
    attribute('nn.ReLU()').replace('        x = self.conv1(x)', '        # $0\n        x = self.conv1(x)'),
  );
  expect(commentCompletions(inside.context, inside.offset)).toEqual([]);
});

describe('blocks', () => {
  test('where a class may stand', () => {
    const { context, offset } = at('import torch\nfrom torch import nn\n\nBott$0\n');
    expect(blockCompletions(context, offset).map((b) => b.label)).toContain('Bottleneck');
    const inside = at('import torch\ndef f():\n    Bott$0\n');
    expect(blockCompletions(inside.context, inside.offset)).toEqual([]);
    const other = at('import json\nBott$0\n');
    expect(blockCompletions(other.context, other.offset)).toEqual([]);
  });

  test.each(BLOCKS)('$name is read without problems', (block) => {
    const { context } = at('import torch\nfrom torch import nn\n$0');
    const code = `${context.text}\n\n${snippetSource(context, block).replaceAll('\\}', '}')}\n\n\n${block.example}\n`;
    const { problems, graphs, unknowns } = readCode(code);
    expect([problems, unknowns]).toEqual([[], []]);
    expect(graphs[0]?.output.kind).toBe('tensor');
  });
});

describe('signature help', () => {
  const help = (code: string) => {
    const { context, offset } = at(code);
    const found = signatureAt(context.reading, context.text, offset);
    const [start, end] = found?.parameters[found.active ?? -1] ?? [0, 0];
    return { label: found?.label, active: found?.label.slice(start, end), markdown: found?.markdown };
  };

  test('a layer, with the sizes that are known', () => {
    const { label, active, markdown } = help(attribute('nn.Conv2d(12, 8, $03)'));
    expect(label).toMatch(/^Conv2d\(in_channels, out_channels, kernel_size, stride=1, padding=0,/);
    expect(active).toBe('kernel_size');
    expect(markdown).toMatch(/2×12×8×8 → 2×8×6×6/);
    expect(markdown).toMatch(/pytorch\.org/);
  });

  test('an argument by name', () => {
    expect(help(attribute('nn.Conv2d(12, 8, 3, bias=$0)')).active).toBe('bias=True');
  });

  test('a function', () => {
    const { label, active } = help('import torch\nimport torch.nn.functional as F\nF.max_pool2d(x, $0)\n');
    expect(label).toMatch(/^max_pool2d\(input, kernel_size/);
    expect(active).toBe('kernel_size');
  });

  test('nothing for other calls', () => {
    expect(help('print($0)').label).toBeUndefined();
  });
});
