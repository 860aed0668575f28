import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS116',
  name: 'batchnorm-one-value',
  severity: 'error',
  page: {
    what: 'Finds batch normalisation, in training mode, of one value for each channel.',
    why: 'The mean of one value is the value itself: there is nothing to normalise by, and PyTorch refuses. A batch of one image pooled to one pixel is the usual case.',
    references: [
      '[Ioffe and Szegedy 2015, Batch Normalization](https://arxiv.org/abs/1502.03167)',
      '[BatchNorm2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(3))
net.train()
net(torch.zeros(1, 3, 8, 8))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(3))
net.train()
net(torch.zeros(16, 3, 8, 8))
`,
});
