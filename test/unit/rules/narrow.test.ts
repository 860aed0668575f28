/** Where a rule must stay silent, or speak of some instances only: code as good networks write it. */
import { describe, expect, test } from 'vitest';
import { everything, lintCode } from './harness';

const HEAD = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n';
const codes = (code: string): string[] => [...new Set(lintCode(HEAD + code, everything).map((p) => p.code))];

/** A module with these lines in `__init__` and `forward`, called with this input. */
const net = (init: readonly string[], forward: readonly string[], input = '1, 3, 32, 32'): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
${init.map((line) => `        ${line}\n`).join('')}
    def forward(self, x):
${forward.map((line) => `        ${line}\n`).join('')}
Net()(torch.zeros(${input}))
`;

const SILENT: readonly (readonly [string, string, string])[] = [
  [
    'CS301',
    'a norm that is there by choice: without it the bias is needed',
    `
def block(norm):
    layers = [nn.Conv2d(3, 8, 3)]
    if norm:
        layers.append(nn.BatchNorm2d(8))
    return nn.Sequential(*layers)

block(True)(torch.zeros(1, 3, 9, 9))
`,
  ],
  [
    'CS302',
    'a kernel of twice the stride',
    'nn.ConvTranspose2d(3, 8, 4, stride=2, padding=1)(torch.zeros(1, 3, 8, 8))\n',
  ],
  ['CS303', 'patches', 'nn.Sequential(nn.Conv2d(3, 8, 16, stride=16))(torch.zeros(1, 3, 32, 32))\n'],
  [
    'CS304',
    'a remainder that is only padding',
    'nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1))(torch.zeros(1, 3, 32, 32))\n',
  ],
  ['CS304', 'ceil_mode', 'nn.Sequential(nn.MaxPool2d(2, ceil_mode=True))(torch.zeros(1, 3, 9, 9))\n'],
  ['CS305', 'a kernel as large as the map', 'nn.Sequential(nn.Conv2d(3, 8, 4))(torch.zeros(1, 3, 4, 4))\n'],
  [
    'CS307',
    'depthwise and pointwise, k×1 and 1×k, and the code of an autoencoder',
    `
nn.Sequential(nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 16, 1))(torch.zeros(1, 8, 9, 9))
nn.Sequential(nn.Conv2d(8, 8, (3, 1)), nn.Conv2d(8, 16, (1, 3)))(torch.zeros(1, 8, 9, 9))
nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ConvTranspose2d(8, 3, 4, stride=2, padding=1))(torch.zeros(1, 3, 8, 8))
`,
  ],
  [
    'CS307',
    'a result that a shortcut reads too',
    net(
      ['self.head = nn.Conv2d(3, 8, 3, padding=1)', 'self.body = nn.Conv2d(8, 8, 3, padding=1)'],
      ['x = self.head(x)', 'return x + self.body(x)'],
    ),
  ],
  [
    'CS308',
    'Mish written out',
    net(['self.conv = nn.Conv2d(3, 8, 3)'], ['x = self.conv(x)', 'return x * torch.tanh(F.softplus(x))']),
  ],
  ['CS309', 'dropout of nothing', 'nn.Sequential(nn.Dropout(0.0), nn.BatchNorm2d(3))(torch.zeros(2, 3, 8, 8))\n'],
  [
    'CS316',
    'gates',
    net(
      ['self.convs = nn.ModuleList(nn.Conv2d(3, 3, 3, padding=1) for _ in range(8))'],
      ['for conv in self.convs:', '    x = x * torch.sigmoid(conv(x))', 'return x'],
    ),
  ],
  [
    'CS201',
    'a list that the module holds elsewhere too',
    net(['self.conv = nn.Conv2d(3, 8, 3)', 'self.all = [self.conv]'], ['return self.all[0](x)']),
  ],
  ['CS203', 'a layer without parameters', net(['self.conv = nn.Conv2d(3, 8, 3)'], ['return nn.ReLU()(self.conv(x))'])],
  [
    'CS204',
    'dropout that asks by itself',
    net(
      ['self.conv = nn.Conv2d(3, 8, 3)'],
      ['x = self.conv(x)', 'if self.training:', '    x = F.dropout(x, 0.2)', 'return x'],
    ),
  ],
  [
    'CS209',
    'channels last',
    net(
      ['self.conv = nn.Conv2d(3, 8, 3)', 'self.fc = nn.Linear(8, 4)'],
      ['return self.fc(self.conv(x).permute(0, 2, 3, 1))'],
    ),
  ],
  [
    'CS210',
    'heads and groups',
    net(
      ['self.conv = nn.Conv2d(3, 8, 3)'],
      ['b, c, h, w = x.shape', 'return self.conv(x.view(b, 1, c, h, w).transpose(1, 2).reshape(b, c, h, w))'],
    ),
  ],
  [
    'CS210',
    'a size that is not known',
    `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(7)
        self.conv = nn.Conv2d(3, 64, 3, stride=8)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc(self.pool(self.conv(x)).view(-1, 64))
`,
  ],
  ['CS211', 'columns against rows', 'x = torch.zeros(8)\nd = x[:, None] - x[None, :]\n'],
  [
    'CS212',
    'in place on what is new',
    net(
      ['self.conv = nn.Conv2d(3, 3, 3, padding=1)', 'self.bn = nn.BatchNorm2d(3)', 'self.relu = nn.ReLU(inplace=True)'],
      ['y = self.relu(self.bn(self.conv(x)))', 'y = self.bn(self.conv(y))', 'y += x', 'return self.relu(y)'],
    ),
  ],
  [
    'CS212',
    'in place under `if not self.training`',
    net(
      ['self.conv = nn.Conv2d(3, 3, 3)'],
      ['x = self.conv(x)', 'if not self.training:', '    x = x.sigmoid()', '    x[..., 0] = x[..., 0] * 2', 'return x'],
    ),
  ],
  [
    'CS213',
    'an encoder that is called twice',
    `
class Twins(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8))

    def forward(self, a, b):
        return self.encoder(a) - self.encoder(b)

Twins()(torch.zeros(2, 3, 9, 9), torch.zeros(2, 3, 9, 9))
`,
  ],
  [
    'CS214',
    'what only training uses',
    net(
      ['self.conv = nn.Conv2d(3, 8, 3)', 'self.aux = nn.Conv2d(3, 8, 3)'],
      ['if self.training:', '    return self.conv(x), self.aux(x)', 'return self.conv(x)'],
    ),
  ],
  [
    'CS215',
    'a head that is replaced',
    'net = nn.Sequential(nn.Conv2d(3, 8, 3))\nnet.fc = nn.Linear(8, 10)\nnet.fc = nn.Linear(8, 2)\n',
  ],
  [
    'CS216',
    'super().forward',
    `
class Conv(nn.Conv2d):
    def forward(self, x):
        return super().forward(x)

Conv(3, 8, 3)(torch.zeros(1, 3, 9, 9))
`,
  ],
];

describe('silent', () => {
  for (const [code, title, text] of SILENT) test(`${code}: ${title}`, () => expect(codes(text)).not.toContain(code));
});

describe('one place, one report', () => {
  const blocks = (strides: string): string => `${HEAD}
class Block(nn.Module):
    def __init__(self, stride):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 3, 4, stride=stride, padding=1)

    def forward(self, x):
        return torch.relu(self.up(x))

net = nn.Sequential(*[Block(s) for s in (${strides})])
net(torch.zeros(1, 3, 8, 8))
`;
  const checkerboard = (code: string) => lintCode(code, everything).filter((p) => p.code === 'CS302');

  test('that is true of some instances names them, and offers no fix', () => {
    const [problem, ...others] = checkerboard(blocks('2, 3, 3'));
    expect(others).toEqual([]);
    expect(problem?.instances).toEqual(['1.up', '2.up']);
    expect(problem?.repairs).toEqual([]);
  });
  test('that is true of all names none', () => {
    const found = checkerboard(blocks('3, 3'));
    expect(found.map((p) => p.instances)).toEqual([[]]);
  });
});
