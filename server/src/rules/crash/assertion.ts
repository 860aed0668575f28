import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS125',
  name: 'assertion',
  severity: 'error',
  page: {
    what: 'Finds an `assert` or a `raise` of the code itself that is surely reached.',
    why: 'The code says itself that it does not work with these values.',
    references: [
      '[Python, the assert statement](https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement)',
    ],
  },
  bad: `
import torch
from torch import nn


class Halve(nn.Module):
    def forward(self, x):
        assert x.shape[2] % 4 == 0, "the height must be divisible by 4"
        return x[:, :, ::4]


Halve()(torch.zeros(1, 3, 30, 30))
`,
  good: `
import torch
from torch import nn


class Halve(nn.Module):
    def forward(self, x):
        assert x.shape[2] % 4 == 0, "the height must be divisible by 4"
        return x[:, :, ::4]


Halve()(torch.zeros(1, 3, 32, 32))
`,
});
