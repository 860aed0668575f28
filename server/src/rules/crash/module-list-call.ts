import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS115',
  name: 'module-list-call',
  severity: 'error',
  page: {
    what: 'Finds calls of a `ModuleList` or `ModuleDict`.',
    why: 'They hold modules and have no `forward` of their own. Loop over them, or use `nn.Sequential`.',
    references: ['[ModuleList](https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html)'],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(3, 8, 3), nn.ReLU()])

    def forward(self, x):
        return self.layers(x)


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())

    def forward(self, x):
        return self.layers(x)


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
