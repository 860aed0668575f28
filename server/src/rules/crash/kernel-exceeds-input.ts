import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS103',
  name: 'kernel-exceeds-input',
  severity: 'error',
  page: {
    what: 'Finds convolutions and poolings whose kernel is larger than the padded input.',
    why: 'There is no place to put the window, so PyTorch refuses. It happens when a network for large images is given small ones, or halves the size once too often.',
    references: ['[Conv2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.MaxPool2d(8),
    nn.Conv2d(3, 16, 7),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.MaxPool2d(8),
    nn.Conv2d(3, 16, 3),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
