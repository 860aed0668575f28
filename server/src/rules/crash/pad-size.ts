import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS112',
  name: 'pad-size',
  severity: 'error',
  page: {
    what: 'Finds padding that the input is too small for: reflection by its whole size or more, or a crop that leaves nothing.',
    why: 'A reflection needs as many pixels as it repeats, without the one at the edge.',
    references: ['[ReflectionPad2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.ReflectionPad2d(4),
)
net(torch.zeros(1, 3, 4, 4))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.ReflectionPad2d(3),
)
net(torch.zeros(1, 3, 4, 4))
`,
});
