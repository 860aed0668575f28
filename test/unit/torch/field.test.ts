import { expect, test } from 'vitest';
import { type AxisField, extent, pinned, START, through } from '../../../server/src/torch/field/axis';
import { readCode } from '../read/literate';

const pooled = (axis: AxisField): AxisField =>
  through(axis, (index) => Array.from({ length: 32 }, (_, tap) => index * 32 + tap), 32);

test('a field of more places than are followed is not known, in bounded work', () => {
  let axis = START;
  for (let i = 0; i < 8; i++) axis = pooled(axis);
  expect(extent(axis, 32)).toBeUndefined();
});

test('what is broadcast is read at its one place', () => {
  let axis = START;
  for (let i = 0; i < 8; i++) axis = pinned(pooled(axis));
  expect(extent(axis, 32)).toBe(32);
});

const SE = (pool: string): string => `import torch
from torch import nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)
        self.fc = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        y = self.conv(x)
        return y * torch.sigmoid(self.fc(${pool})) + x

nn.Sequential(*[Block() for _ in range(8)])(torch.zeros(1, 8, 32, 32))
`;

test('a gate over the whole map is left out and named, whichever pooling it uses', () => {
  for (const pool of ['F.avg_pool2d(y, y.size(2))', 'F.adaptive_avg_pool2d(y, 1)', 'y.mean((2, 3), keepdim=True)']) {
    const [graph] = readCode(SE(pool)).graphs;
    expect(graph?.receptiveField).toMatchObject({ size: [17, 17], excluded: ['Block'] });
  }
});
