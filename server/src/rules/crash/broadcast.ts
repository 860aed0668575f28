import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS107',
  name: 'broadcast',
  severity: 'error',
  page: {
    what: 'Finds arithmetic on tensors whose sizes do not fit each other.',
    why: 'Two sizes fit where they are equal or one of them is 1. In a residual block they differ when the layers change the channels or the size and the shortcut does not.',
    references: [
      '[Broadcasting](https://docs.pytorch.org/docs/stable/notes/broadcasting.html)',
      '[He et al. 2016, Deep Residual Learning](https://arxiv.org/abs/1512.03385)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(16, 32, 3, padding=1)

    def forward(self, x):
        return torch.relu(x + self.conv(x))


Net()(torch.zeros(1, 16, 8, 8))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(16, 32, 3, padding=1)
        self.shortcut = nn.Conv2d(16, 32, 1)

    def forward(self, x):
        return torch.relu(self.shortcut(x) + self.conv(x))


Net()(torch.zeros(1, 16, 8, 8))
`,
});
