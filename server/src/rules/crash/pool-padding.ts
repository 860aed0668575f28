import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS110',
  name: 'pool-padding',
  severity: 'error',
  page: {
    what: 'Finds poolings that are padded by more than half their kernel.',
    why: 'A window could then lie wholly in the padding, and have nothing to pool.',
    references: ['[MaxPool2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.MaxPool2d(2, padding=2),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.MaxPool2d(2, padding=1),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
