import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS124',
  name: 'constructor',
  severity: 'error',
  page: {
    what: 'Finds constructor arguments that PyTorch refuses: sizes below 1, tuples of the wrong length, the wrong type.',
    why: 'It is refused when the model is built.',
    references: ['[Conv2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Dropout(1.5)
`,
  good: `
from torch import nn

net = nn.Dropout(0.5)
`,
});
