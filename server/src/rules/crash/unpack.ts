import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS119',
  name: 'unpack',
  severity: 'error',
  page: {
    what: 'Finds assignments to more or fewer names than there are values, such as the sizes of a tensor.',
    why: 'Python refuses it when the line runs.',
    references: [
      '[Python, assignment statements](https://docs.python.org/3/reference/simple_stmts.html#assignment-statements)',
    ],
  },
  bad: `
import torch

x = torch.zeros(1, 3, 32, 32)
b, c, h = x.shape
`,
  good: `
import torch

x = torch.zeros(1, 3, 32, 32)
b, c, h, w = x.shape
`,
});
