import { describe, expect, test } from 'vitest';
import { repairEdits } from '../../../server/src/edit';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

/** The code after the first repair of its first problem. */
function mended(code: string): string {
  const [problem] = readCode(code).problems;
  const [repair] = problem?.repairs ?? [];
  if (!repair) return `no repair of ${problem?.code}`;
  const edits = [...repairEdits(repair, parse(code), code)].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((text, edit) => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end), code);
}

const net = (layers: string, forward: string, call: string): string => `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${layers
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}

    def forward(self, x):
        return ${forward}

Net()(torch.zeros(${call}))
`;

const CASES: readonly (readonly [string, string, string, string, string])[] = [
  [
    'in_features by position',
    'self.fc = nn.Linear(100, 10)',
    'self.fc(x.flatten(1))',
    '2, 3, 8, 8',
    'self.fc = nn.Linear(192, 10)',
  ],
  [
    'in_features by name',
    'self.fc = nn.Linear(out_features=10, in_features=7)',
    'self.fc(x)',
    '2, 5',
    'in_features=5)',
  ],
  ['in_channels', 'self.c = nn.Conv2d(4, 8, 3)', 'self.c(x)', '2, 3, 8, 8', 'nn.Conv2d(3, 8, 3)'],
  ['num_features', 'self.n = nn.BatchNorm2d(9)', 'self.n(x)', '2, 3, 8, 8', 'nn.BatchNorm2d(3)'],
  ['padding is inserted', 'self.c = nn.Conv2d(3, 8, 7)', 'self.c(x)', '2, 3, 5, 5', 'nn.Conv2d(3, 8, 7, padding='],
  [
    'view to reshape',
    'self.c = nn.Identity()',
    'x.transpose(1, 2).view(2, -1)',
    '2, 3, 8',
    'x.transpose(1, 2).reshape(2, -1)',
  ],
];

for (const [title, layers, forward, call, wanted] of CASES) {
  test(title, () => {
    const code = net(layers, forward, call);
    const after = mended(code);
    expect(after).toContain(wanted);
    expect(readCode(after).problems).toEqual([]);
  });
}

test('a mistake that instances disagree about is not mended', () => {
  const code = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(4, 8, 1)

    def forward(self, x):
        return self.c(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block()
        self.b = Block()

    def forward(self, x, y):
        return self.a(x), self.b(y)

Net()(torch.zeros(1, 3, 5, 5), torch.zeros(1, 5, 5, 5))
`;
  const { problems } = readCode(code);
  expect(problems.map((p) => [p.code, p.instances, p.repairs])).toEqual([['CS101', ['a', 'b'], []]]);
});

describe('shape comments', () => {
  const after = (code: string, choice: number): string => {
    const [problem] = readCode(code).problems;
    const repair = problem?.repairs[choice];
    if (!repair) return `no such repair of ${problem?.code}`;
    const edits = [...repairEdits(repair, parse(code), code)].sort((a, b) => b.span.start - a.span.start);
    return edits.reduce((text, edit) => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end), code);
  };
  const lecture = `from torch import nn

nn.Conv2d(in_channels=3, out_channels=14, kernel_size=4, stride=2, padding=1)  # [B×3×64×64] -> [B×14×128×128] - doubled
`;
  test.each([
    [lecture, 0, 'nn.ConvTranspose2d(in_channels=3'],
    [lecture, 1, '-> [B×14×32×32] - doubled'],
    ['from torch import nn\nnn.Conv2d(3, 8, 3)  # (B, 3, H, W) -> (B, 16, H, W)\n', 0, '-> (B, 8, H-2, W-2)'],
    ['from torch import nn\nnn.Flatten()  # (B, 3, 4, 4) -> (B, 3, 16)\n', 0, '-> (B, 48)'],
    ['from torch import nn\nnn.Flatten()  # B x 3 x 4 x 4 -> B x 3 x 16\n', 0, '-> B x 48'],
  ])('%s %i', (code, choice, wanted) => {
    const mended = after(code, choice);
    expect(mended).toContain(wanted);
    expect(readCode(mended).problems).toEqual([]);
  });
});
