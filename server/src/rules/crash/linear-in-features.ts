import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS104',
  name: 'linear-in-features',
  severity: 'error',
  page: {
    what: 'Finds linear layers whose `in_features` are not the size of the last axis of what they are given.',
    why: 'It is the most asked question about PyTorch: the number after `flatten` depends on every layer before it. PyTorch refuses it at the first batch; the quick fix writes the right number.',
    references: [
      '[Linear](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html)',
      '[pytorch#17448](https://github.com/pytorch/pytorch/issues/17448)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.fc = nn.Linear(8 * 32 * 32, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)).flatten(1))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.fc = nn.Linear(8 * 16 * 16, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)).flatten(1))


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
