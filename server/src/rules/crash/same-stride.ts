import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS109',
  name: 'same-stride',
  severity: 'error',
  page: {
    what: "Finds `padding='same'` with a stride above 1.",
    why: 'With a stride the output cannot have the size of the input, so PyTorch refuses the words.',
    references: ['[Conv2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding='same'),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding=1),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
