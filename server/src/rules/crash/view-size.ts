import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS108',
  name: 'view-size',
  severity: 'error',
  page: {
    what: 'Finds `view` and `reshape` to sizes that hold another number of elements, and views of tensors whose memory is not in that order.',
    why: 'A view cannot make elements or lose them. After `permute` or `transpose` the elements lie in another order, which `reshape` can copy and `view` cannot.',
    references: ['[view](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html)'],
  },
  bad: `
import torch
from torch import nn

x = torch.zeros(2, 8, 4, 4)
y = x.transpose(1, 2).view(2, -1)
`,
  good: `
import torch

x = torch.zeros(2, 8, 4, 4)
y = x.transpose(1, 2).reshape(2, -1)
`,
  hasFix: true,
});
