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

net = nn.Conv2d(1, 8, 3)
image = torch.zeros(32, 32)
y = net(image)
`,
  good: `
import torch
from torch import nn

net = nn.Conv2d(1, 8, 3)
image = torch.zeros(32, 32)
y = net(image[None, None])
`,
  hasFix: true,
});
