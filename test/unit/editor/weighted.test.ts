import { expect, test } from 'vitest';
import { weightedOf } from '../../../server/src/editor';
import { readCode } from '../read/literate';

const CODE = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.norm = nn.BatchNorm2d(4)
        self.fc1 = nn.Linear(4 * 16 * 16, 32)
        self.fc2 = nn.Linear(32, 10)
        self.scale = nn.Parameter(torch.ones(3, 5))

    def forward(self, x):
        x = self.norm(self.up(self.conv(x))).relu()
        x = self.fc1(nn.functional.dropout(x.flatten(1), 0.5))
        return self.fc2(x)

Net()(torch.zeros(1, 1, 8, 8))
`;

test('layers with filters, in order; what a linear layer sees; which convolution is transposed', () => {
  const [graph] = readCode(CODE).graphs;
  if (graph === undefined) throw new Error('it was not read');
  const { layers, names, size } = weightedOf(graph);
  expect(size).toEqual({ channels: 1, height: 8, width: 8 });
  expect(names).toContainEqual({ name: 'norm.running_mean', shape: [4] });
  expect(layers.map(({ name, cls, transposed, image }) => [name, cls, transposed, image])).toEqual([
    ['scale', 'Net', false, undefined],
    ['conv.weight', 'Conv2d', false, undefined],
    ['up.weight', 'ConvTranspose2d', true, undefined],
    ['fc1.weight', 'Linear', false, [4, 16, 16]],
    ['fc2.weight', 'Linear', false, undefined],
  ]);
});
