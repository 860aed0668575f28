import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS123',
  name: 'loss-shapes',
  severity: 'error',
  page: {
    what: 'Finds losses whose input and target do not fit each other.',
    why: 'Each loss wants its target in its own form: class numbers for cross-entropy, the same sizes for binary cross-entropy.',
    references: [
      '[CrossEntropyLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)',
      '[BCELoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html)',
    ],
  },
  bad: `
import torch
from torch import nn

logits = torch.zeros(8, 10)
loss = nn.CrossEntropyLoss()(logits, torch.zeros(4, dtype=torch.long))
`,
  good: `
import torch
from torch import nn

logits = torch.zeros(8, 10)
loss = nn.CrossEntropyLoss()(logits, torch.zeros(8, dtype=torch.long))
`,
});
