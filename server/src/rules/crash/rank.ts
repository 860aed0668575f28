import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS117',
  name: 'rank',
  severity: 'error',
  page: {
    what: 'Finds tensors with the wrong number of axes for a layer.',
    why: 'A 2d convolution wants a batch of images, a linear classifier a batch of vectors. A `flatten` or an `unsqueeze` is missing.',
    references: ['[Conv2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.Flatten(),
    nn.Conv2d(8, 8, 3),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.ReLU(),
    nn.Conv2d(8, 8, 3),
    nn.Flatten(),
)
net(torch.zeros(1, 3, 32, 32))
`,
});
