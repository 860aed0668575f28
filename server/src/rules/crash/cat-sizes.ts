import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS106',
  name: 'cat-sizes',
  severity: 'error',
  page: {
    what: 'Finds `torch.cat` and `torch.stack` of tensors whose other sizes differ.',
    why: 'All sizes but the one that is joined must agree. In a U-Net they differ when the input is not divisible by 2 as often as it is halved.',
    references: [
      '[Ronneberger et al. 2015, U-Net](https://arxiv.org/abs/1505.04597)',
      '[cat](https://docs.pytorch.org/docs/stable/generated/torch.cat.html)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 3, 2, stride=2)
        self.up = nn.ConvTranspose2d(3, 3, 2, stride=2)

    def forward(self, x):
        y = torch.relu(self.down(x))
        return torch.cat([x, self.up(y)], 1)


Net()(torch.zeros(1, 3, 33, 33))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 3, 2, stride=2)
        self.up = nn.ConvTranspose2d(3, 3, 2, stride=2)

    def forward(self, x):
        y = torch.relu(self.down(x))
        return torch.cat([x, self.up(y)], 1)


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
