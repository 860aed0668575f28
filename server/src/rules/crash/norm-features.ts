import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS105',
  name: 'norm-features',
  severity: 'error',
  page: {
    what: 'Finds normalisation layers built for another number of channels than they are given.',
    why: 'Its scale and its running statistics have one number for each channel, so PyTorch refuses.',
    references: [
      '[BatchNorm2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)',
      '[LayerNorm](https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, bias=False),
    nn.BatchNorm2d(32),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, bias=False),
    nn.BatchNorm2d(16),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
