import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS113',
  name: 'group-norm',
  severity: 'error',
  page: {
    what: 'Finds `GroupNorm` whose number of groups does not divide the channels.',
    why: 'Each group holds an equal number of channels.',
    references: [
      '[Wu and He 2018, Group Normalization](https://arxiv.org/abs/1803.08494)',
      '[GroupNorm](https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.GroupNorm(8, 30),
)
net(torch.zeros(1, 30, 8, 8))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.GroupNorm(6, 30),
)
net(torch.zeros(1, 30, 8, 8))
`,
  hasFix: true,
});
