import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS121',
  name: 'index',
  severity: 'error',
  page: {
    what: 'Finds axes and positions that a tensor does not have.',
    why: 'PyTorch refuses it when the line runs.',
    references: ['[Indexing](https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops)'],
  },
  bad: `
import torch

x = torch.zeros(1, 3, 32, 32)
y = x.mean(4)
`,
  good: `
import torch

x = torch.zeros(1, 3, 32, 32)
y = x.mean(3)
`,
});
