/** From a place in the code to the layer that the arithmetic view draws. */
import { expect, test } from 'vitest';
import { arithmeticOf, type ReadLayer } from '../../../server/src/draw/arithmetic';
import { layerAt } from '../../../server/src/editor';
import { parse } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

const net = (layers: readonly string[], forward: readonly string[], input: string): string => `import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${layers.map((line) => `        ${line}`).join('\n')}

    def forward(self, x):
${forward.map((line) => `        ${line}`).join('\n')}

Net()(torch.zeros(${input}))
`;

function at(code: string, text: string): (ReadLayer & { name: string }) | undefined {
  const offset = code.indexOf(text);
  if (offset < 0) throw new Error(`${text} does not stand in the code`);
  const found = layerAt(readCode(code), parse(code), offset + 1, new Map());
  const read = found && arithmeticOf(found.node);
  return read && { ...read, name: found.name };
}

const CODE = net(
  [
    'self.conv = nn.Conv2d(3, 64, (7, 3), stride=(2, 1), padding=(3, 1), groups=1)',
    'self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)',
    "self.same = nn.Conv2d(64, 64, 4, padding='same', groups=64)",
    'self.up = nn.ConvTranspose2d(64, 32, 4, 2, 1, output_padding=1)',
    'self.norm = nn.GroupNorm(8, 32)',
    'self.avg = nn.AdaptiveAvgPool2d((3, 3))',
  ],
  [
    'x = self.pool(self.conv(x))',
    'x = self.norm(self.up(self.same(x)))',
    "x = F.interpolate(x, scale_factor=2, mode='bilinear')",
    'x = F.avg_pool2d(x, 2)',
    'return self.avg(torch.relu(x))',
  ],
  '2, 3, 64, 48',
);
const axis = { dilation: 1, outputPadding: 0, ceil: false };

test('a convolution where it is built and where it is called', () => {
  const expected = {
    name: 'conv',
    assumed: [],
    layer: {
      kind: 'conv',
      axes: [
        { ...axis, input: 64, kernel: 7, stride: 2, before: 3, after: 3 },
        { ...axis, input: 48, kernel: 3, stride: 1, before: 1, after: 1 },
      ],
      channels: { input: 3, output: 64, groups: 1 },
    },
  };
  expect(at(CODE, 'nn.Conv2d(3')).toEqual(expected);
  expect(at(CODE, '3, 64, (7')).toEqual(expected);
  expect(at(CODE, 'self.conv(x)')).toEqual(expected);
});

test('pools, functions and what they leave out', () => {
  const pool = { ...axis, kernel: 3, stride: 2, before: 0, after: 0, ceil: true };
  expect(at(CODE, 'nn.MaxPool2d')?.layer).toMatchObject({
    kind: 'max',
    axes: [
      { ...pool, input: 32 },
      { ...pool, input: 48 },
    ],
  });
  expect(at(CODE, 'F.avg_pool2d')?.layer).toMatchObject({ kind: 'average', axes: [{ kernel: 2, stride: 2 }, {}] });
  expect(at(CODE, 'nn.AdaptiveAvg')?.layer).toMatchObject({
    kind: 'adaptive',
    pool: 'average',
    axes: [{ output: 3 }, {}],
  });
});

test("padding='same' with an even kernel pads one more behind; groups stay", () => {
  expect(at(CODE, "nn.Conv2d(64, 64, 4, padding='same'")?.layer).toMatchObject({
    axes: [{ before: 1, after: 2 }, {}],
    channels: { groups: 64 },
  });
});

test('transposed, resized, normalised', () => {
  expect(at(CODE, 'nn.ConvTranspose2d')?.layer).toMatchObject({ kind: 'transposed', axes: [{ outputPadding: 1 }, {}] });
  expect(at(CODE, 'F.interpolate')?.layer).toMatchObject({ kind: 'resize', mode: 'linear', axes: [{ step: 0.5 }, {}] });
  expect(at(CODE, 'nn.GroupNorm')?.layer).toMatchObject({ kind: 'norm', norm: 'group', groups: 8 });
});

test('what has no arithmetic to draw has none', () => {
  expect(at(CODE, 'torch.relu')).toBeUndefined();
  expect(at(CODE, 'super()')).toBeUndefined();
});

test('a size that is not known is drawn as an example, and says so', () => {
  const code = net(['self.conv = nn.Conv2d(3, 8, 3)'], ['return self.conv(x)'], '2, 3, 64, 48').replace(
    /\nNet\(\)\(.*\n/,
    '\n',
  );
  const read = at(code, 'nn.Conv2d');
  expect(read?.layer).toMatchObject({ axes: [{ input: 32 }, { input: 32 }] });
  expect(read?.assumed).toContain('H is not known; drawn as 32');
});
