import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS114',
  name: 'super-init',
  severity: 'error',
  page: {
    what: 'Finds layers that are assigned before `super().__init__()` is called.',
    why: '`nn.Module` makes the tables of parameters and submodules there; before it there is nowhere to register.',
    references: ['[Module](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html)'],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)


Net()
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)


Net()
`,
  hasFix: true,
});
