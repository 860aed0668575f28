import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS102',
  name: 'conv-groups',
  severity: 'error',
  page: {
    what: 'Finds convolutions whose `groups` do not divide both `in_channels` and `out_channels`.',
    why: 'Each group reads an equal share of the input channels and makes an equal share of the output channels. PyTorch refuses to build anything else.',
    references: ['[Conv2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(30, 64, 3, groups=4),
)
net(torch.zeros(1, 30, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(32, 64, 3, groups=4),
)
net(torch.zeros(1, 32, 32, 32))
`,
  hasFix: true,
});
