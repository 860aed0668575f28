/** Fixes of what PyTorch refuses, applied: the problem is gone, none is new, and the code reads as a person would write it. */
import { expect, test } from 'vitest';
import { repairEdits } from '../../../server/src/edit';
import type { Repair } from '../../../server/src/graph';
import { parse } from '../../../server/src/syntax';
import { readCode } from './literate';

function applied(code: string, repair: Repair): string {
  const edits = [...repairEdits(repair, parse(code), code)].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((text, edit) => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end), code);
}

const HEAD = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n';

const model = (init: string, forward: string, call: string): string => `${HEAD}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${init.split('\n').join('\n        ')}

    def forward(self, x):
        ${forward.split('\n').join('\n        ')}

Net()(torch.zeros(${call}))
`;

/** Code, the problem, and lines that hold what each of its fixes makes. */
const CASES: readonly (readonly [title: string, code: string, problem: string, ...wanted: string[]])[] = [
  [
    'a missing flatten in a Sequential',
    `${HEAD}net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Linear(4 * 6 * 6, 10))\nnet(torch.zeros(2, 3, 8, 8))\n`,
    'CS104',
    'nn.Flatten(), nn.Linear(4 * 6 * 6, 10)',
  ],
  [
    'a missing flatten before a call',
    model(
      'self.c = nn.Conv2d(3, 4, 3)\nself.fc = nn.Linear(144, 10)',
      'x = self.c(x)\nreturn self.fc(x)',
      '2, 3, 8, 8',
    ),
    'CS104',
    'return self.fc(x.flatten(1))',
  ],
  [
    'a missing flatten of a sum',
    model('self.fc = nn.Linear(12, 10)', 'return self.fc(x + x)', '2, 3, 4'),
    'CS104',
    'return self.fc((x + x).flatten(1))',
  ],
  [
    'a missing channel',
    model('self.c = nn.Conv2d(1, 4, 3)', 'return self.c(x)', '8, 28, 28'),
    'CS101',
    'self.c(x.unsqueeze(1))',
  ],
  [
    'a bare image',
    model('self.c = nn.Conv2d(1, 4, 3)', 'return self.c(x)', '28, 28'),
    'CS117',
    'self.c(x[None, None])',
  ],
  [
    'in_channels',
    model('self.c = nn.Conv2d(4, 8, 3)', 'return self.c(x)', '2, 3, 8, 8'),
    'CS101',
    'nn.Conv2d(3, 8, 3)',
  ],
  ['groups', model('self.c = nn.Conv2d(32, 64, 3, groups=3)', 'return self.c(x)', '2, 32, 8, 8'), 'CS102', 'groups=2'],
  [
    'groups of a norm',
    model('self.n = nn.GroupNorm(32, 48)', 'return self.n(x)', '2, 48, 8, 8'),
    'CS113',
    'nn.GroupNorm(24, 48)',
  ],
  [
    'same padding with a stride',
    model("self.c = nn.Conv2d(3, 8, 5, 2, padding='same')", 'return self.c(x)', '2, 3, 8, 8'),
    'CS109',
    'nn.Conv2d(3, 8, 5, 2, padding=2)',
  ],
  [
    'padding of a pool',
    model('self.p = nn.MaxPool2d(3, 2, 2)', 'return self.p(x)', '2, 3, 8, 8'),
    'CS110',
    'nn.MaxPool2d(3, 2, 1)',
  ],
  [
    'output padding',
    model('self.u = nn.ConvTranspose2d(3, 3, 3, 2, 1, 2)', 'return self.u(x)', '2, 3, 8, 8'),
    'CS111',
    'nn.ConvTranspose2d(3, 3, 3, 2, 1, 1)',
  ],
  [
    'heads',
    model('self.a = nn.MultiheadAttention(30, 4)', 'return self.a(x, x, x)', '2, 3, 30'),
    'CS124',
    'nn.MultiheadAttention(30, 3)',
  ],
  [
    'a float by position',
    model('w = 64\nself.c = nn.Conv2d(3, w / 4, 3)', 'return self.c(x)', '2, 3, 8, 8'),
    'CS122',
    'nn.Conv2d(3, w // 4, 3)',
  ],
  ['a feature count', model('self.n = nn.LayerNorm(64)', 'return self.n(x)', '2, 5, 32'), 'CS105', 'nn.LayerNorm(32)'],
  ['an input size', model('self.r = nn.LSTM(10, 4)', 'return self.r(x)', '5, 2, 12'), 'CS104', 'nn.LSTM(12, 4)'],
  [
    'maps of two sizes',
    model(
      'self.up = nn.Upsample(scale_factor=2)',
      'return torch.cat([x, self.up(F.max_pool2d(x, 2))], dim=1)',
      '1, 3, 9, 9',
    ),
    'CS106',
    'torch.cat([x, F.interpolate(self.up(F.max_pool2d(x, 2)), size=x.shape[2:])], dim=1)',
  ],
  [
    'maps of two names',
    model('self.c = nn.Conv2d(3, 3, 3)', 'y = self.c(x)\nreturn torch.cat([x, y], dim=1)', '1, 3, 9, 9'),
    'CS106',
    'torch.cat([x, F.interpolate(y, size=x.shape[2:])], dim=1)',
    'torch.cat([x[:, :, :y.shape[2], :y.shape[3]], y], dim=1)',
  ],
  [
    'a called list',
    model('self.layers = nn.ModuleList([nn.Linear(8, 8), nn.ReLU()])', 'return self.layers(x)', '2, 8'),
    'CS115',
    '        for layer in self.layers:\n            x = layer(x)\n        return x\n',
  ],
  [
    'a called list under another name',
    model('self.layers = nn.ModuleList([nn.Linear(8, 8)])', 'y = self.layers(x)\nreturn y', '2, 8'),
    'CS115',
    '        y = x\n        for layer in self.layers:\n            y = layer(y)\n        return y\n',
  ],
  [
    'a view of what was turned',
    model('self.i = nn.Identity()', 'return x.transpose(1, 2).view(2, -1)', '2, 3, 8'),
    'CS108',
    '.reshape(2, -1)',
  ],
  [
    'super().__init__()',
    `${HEAD}class Net(nn.Module):\n    def __init__(self):\n        self.c = nn.Conv2d(3, 4, 3)\n\n    def forward(self, x):\n        return self.c(x)\n\nNet()\n`,
    'CS114',
    '        super().__init__()\n        self.c = nn.Conv2d(3, 4, 3)\n',
  ],
];

test.each(CASES)('%s', (_, code, problem, ...wanted) => {
  const { problems } = readCode(code);
  expect(problems.map((p) => p.code)).toContain(problem);
  const repairs = problems.find((p) => p.code === problem)?.repairs ?? [];
  const mended = repairs.map((repair) => applied(code, repair));
  expect(mended).toHaveLength(wanted.length);
  mended.forEach((text, i) => {
    expect(text).toContain(wanted[i]);
    expect(readCode(text).problems).toEqual([]);
  });
});
