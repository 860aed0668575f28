/** A program is only made where every tensor that it needs is known to be the one that PyTorch takes. */
import { describe, expect, test } from 'vitest';
import { readNet } from './net';

/** The program of a model whose `forward` has these lines, after `a` and `b` were computed. */
function lowered(...lines: string[]) {
  const code = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        x = x.flatten(1)
        a, b = self.fc(x), torch.relu(x)
        go = bool((x.sum() > 0).item())
${lines.map((line) => `        ${line}\n`).join('')}`;
  const read = readNet(code);
  const [hindrance] = read.hindrances;
  const span = hindrance?.place?.span;
  return { train: read.train, message: hindrance?.message, at: span && code.slice(span.start, span.end) };
}

describe('which of several tensors is not known', () => {
  test.each([
    ['an expression', ['return a if go else b']],
    ['one of them is the input', ['return (x if go else b) * 2']],
    ['an expression over halves', ['y = a if go else b', 'return y.view(-1, 2, 2)']],
    ['a variable', ['if go:', '    y = a', 'else:', '    y = b', 'return y']],
    ['a variable that is set again', ['y = a', 'if go:', '    y = b', 'return self.fc(y)']],
    ['an entry', ["d = {'y': a}", 'if go:', "    d['y'] = b", "return d['y']"]],
    ['an element', ['l = [a, x]', 'if go:', '    l[0] = b', 'return l[0] + l[1]']],
  ])('%s', (_, lines) => {
    const { train, message, at } = lowered(...lines);
    expect(train).toBeUndefined();
    expect(message).toMatch(/which of several tensors goes on from here/);
    expect(at).toBe('go');
  });
});

describe('known all the same', () => {
  test.each([
    ['both sides are one', ['y = a if go else a', 'return y']],
    ['what is chosen is not used', ['y = a if go else b', 'return a']],
    ['the choice is decided', ['y = a if x.dim() == 2 else b', 'return y']],
  ])('%s', (_, lines) => {
    const { train, message } = lowered(...lines);
    expect(message).toBeUndefined();
    expect(train).toBeDefined();
  });
});

function hindrancesOf(code: string, model: string, channels: number) {
  return readNet(code, model, { channels, height: 3, width: 3 }).hindrances;
}

test('sizes that do not fit are told with those of the images', () => {
  const code = `from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)

    def forward(self, x):
        return self.conv(x).flatten(1)
`;
  expect(hindrancesOf(code, 'Net()', 3)).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/to have 1 channels, but got 3 .*images are 3×3×3/) }),
  ]);
});

test('a line that many instances run is told once', () => {
  const code = `import torch
from torch import nn

class Block(nn.Module):
    def forward(self, x):
        return x * 2 if torch.rand(1) < 0.5 else torch.relu(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Block() for _ in range(4)])

    def forward(self, x):
        return self.blocks(x).flatten(1)
`;
  expect(hindrancesOf(code, 'Net()', 1).map(({ message }) => message)).toHaveLength(1);
});

test('what was refused while the model was built is told first', () => {
  const code = `from torch import nn

class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(1, width / 4, 3)
        self.head = nn.Conv2d(width / 4, 10, 1)

    def forward(self, x):
        return self.head(self.conv(x)).flatten(1)
`;
  const hindrances = hindrancesOf(code, 'Net(32)', 1);
  const [first] = hindrances;
  const span = first?.place?.span;
  expect(first?.message).toMatch(/must be tuple of ints, but found element of type float/);
  expect(span && code.slice(0, span.start).split('\n').length).toBe(6);
});
