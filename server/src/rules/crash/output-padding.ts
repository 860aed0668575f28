import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS111',
  name: 'output-padding',
  severity: 'error',
  page: {
    what: 'Finds transposed convolutions whose `output_padding` is not smaller than the stride or the dilation.',
    why: 'It chooses one of the sizes that a convolution with this stride would bring to the same size; there are only as many as the stride.',
    references: ['[ConvTranspose2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.ConvTranspose2d(3, 8, 4, stride=2, padding=1, output_padding=2),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.ConvTranspose2d(3, 8, 4, stride=2, padding=1),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
});
