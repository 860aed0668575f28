import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS101',
  name: 'conv-channels',
  severity: 'error',
  page: {
    what: 'Finds convolutions whose `in_channels` are not the channels of what they are given.',
    why: 'PyTorch refuses it when the line runs, which may be after minutes of loading data.',
    references: ['[Conv2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3),
    nn.ReLU(),
    nn.Conv2d(32, 64, 3),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3),
    nn.ReLU(),
    nn.Conv2d(16, 64, 3),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
