import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS120',
  name: 'matmul',
  severity: 'error',
  page: {
    what: 'Finds matrix products whose inner sizes differ.',
    why: 'Each row of the first is multiplied with each column of the second, so they must be equally long. Often a `transpose` is missing.',
    references: ['[matmul](https://docs.pytorch.org/docs/stable/generated/torch.matmul.html)'],
  },
  bad: `
import torch

q, k = torch.zeros(2, 10, 64), torch.zeros(2, 12, 64)
scores = q @ k
`,
  good: `
import torch

q, k = torch.zeros(2, 10, 64), torch.zeros(2, 12, 64)
scores = q @ k.transpose(1, 2)
`,
});
