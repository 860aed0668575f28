/** What is written into a part of a tensor, the tensor holds: numbers as PyTorch 1.13 gives them. */
import { describe, expect, test } from 'vitest';
import { atBatch, dense, evaluateProgram, type Program } from '../../../server/src/program';
import { initialValues } from '../../../server/src/train/engines';
import { readNet } from './net';

function lowered(lines: readonly string[]) {
  const code = `import torch
import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer('seen', torch.zeros(4))
        self.register_buffer('later', torch.triu(torch.full((2, 2), float('-inf')), 1))

    def forward(self, x):
        x = x.flatten(1)
${lines.map((line) => `        ${line}\n`).join('')}`;
  return readNet(code);
}

/** The result for the picture 1, 2, 3, 4. */
function resultOf(lines: readonly string[], through = (program: Program): Program => program): number[] {
  const { train, hindrances } = lowered(lines);
  if (!train) throw new Error(hindrances[0]?.message);
  const program = atBatch(through(train), 1);
  const [input] = program.inputs;
  const [output] = program.outputs;
  if (!input || !output) throw new Error('no input or output');
  const feeds = new Map([[input.value, dense([1, 1, 2, 2], Float64Array.of(1, 2, 3, 4))]]);
  const { values } = initialValues(program, 0);
  for (const { name, value } of program.buffers) {
    const { shape = [], data = [] } = values.get(name) ?? {};
    feeds.set(value, dense(shape, Float64Array.from(data)));
  }
  const [result] = evaluateProgram(program, feeds, [output.value]);
  return [...(result?.data ?? [])];
}

describe('a part is written', () => {
  test.each([
    ['a slice', ['y = x.clone()', 'y[:, 1:3].zero_()', 'return y'], [1, 0, 0, 4]],
    ['one column', ['y = x.clone()', 'y[:, 0].add_(5)', 'return y * 2'], [12, 4, 6, 8]],
    ['a part of a part', ['y = x.clone()', 'y[:, 1:][:, ::2].mul_(10)', 'return y'], [1, 20, 3, 40]],
    ['a part that has a name', ['y = x.clone()', 'p = y[:, 2:]', 'p.neg_()', 'return y + 0'], [1, 2, -3, -4]],
    ['twice', ['y = x.clone()', 'y[:, 1:].zero_()', 'y[:, 2:].add_(7)', 'return y'], [1, 0, 7, 7]],
    ['with +=', ['y = x.clone()', 'y[:, 1] += x[:, 0]', 'return y'], [1, 3, 3, 4]],
    ['a part of a part with =', ['y = x.clone()', 'y[:, 1:][:, 0] = 9', 'return y'], [1, 9, 3, 4]],
    ['of numbers in the text', ['z = torch.zeros(4)', 'z[2:].fill_(3)', 'return x + z'], [1, 2, 6, 7]],
    ['read before, too', ['y = x.clone()', 'a = y * 1', 'y[:, 0].zero_()', 'return a + y'], [1, 4, 6, 8]],
    ['of a buffer', ['self.seen[1:] += 1', 'return x + self.seen'], [1, 3, 4, 5]],
    ['of what is not used', ['y = x.clone()', 'y[:, 0].zero_()', 'return x'], [1, 2, 3, 4]],
  ])('%s', (_, lines, expected) => expect(resultOf(lines)).toEqual(expected));
});

describe('refused, for its numbers are not known', () => {
  test.each([
    ['a view of another kind', ['y = x.clone()', 'y.view(-1, 2, 2).transpose(1, 2).add_(1)', 'return y']],
    ['a piece', ['y = x.clone()', 'a, b = y.chunk(2, 1)', 'a.zero_()', 'return y']],
    ['another part of the same', ['y = x.clone()', 'p = y[:, 1:]', 'y[:, 2].zero_()', 'return p']],
  ])('%s', (_, lines) => {
    const { train, hindrances } = lowered(lines);
    expect(train).toBeUndefined();
    expect(hindrances[0]?.message).toMatch(/shares its memory with one that was written in place since/);
  });
});

describe('what is infinite stays so where a program travels as text', () => {
  const travelled = (lines: readonly string[]): number[] =>
    resultOf(lines, (train) => JSON.parse(JSON.stringify(train)));
  test.each([
    ['a mask', ["y = x.masked_fill(x > 2, float('-inf'))", 'return y.softmax(1) * 10'], [2.689, 7.311, 0, 0]],
    [
      'a number in the text',
      ["z = torch.full((4,), float('inf'))", 'z[1:] = 0', 'return 1 / (x + z)'],
      [0, 0.5, 0.333, 0.25],
    ],
    ['padding', ["y = F.pad(x, (1, 0), value=-float('inf'))", 'return y.sigmoid()'], [0, 0.731, 0.881, 0.953, 0.982]],
    [
      'a causal mask that is held',
      ['s = torch.zeros(2, 2) + self.later', 'return s.softmax(1).flatten().unsqueeze(0)'],
      [1, 0, 0.5, 0.5],
    ],
  ])('%s', (_, lines, expected) => {
    const found = travelled(lines);
    expect(found.map((value) => Number(value.toFixed(3)))).toEqual(expected);
    expect(resultOf(lines)).toEqual(found);
  });
});
