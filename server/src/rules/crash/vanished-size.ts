import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS118',
  name: 'vanished-size',
  severity: 'error',
  page: {
    what: 'Finds layers that would leave a size of 0 or less.',
    why: 'The feature map is used up: the network halves the size more often than this input allows.',
    references: [
      '[MaxPool2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html)',
      '[Nikanjam et al. 2021, NeuraLint](https://arxiv.org/abs/2105.08095)',
    ],
  },
  bad: `
import torch
import torch.nn.functional as F

x = torch.zeros(1, 3, 4, 4)
y = F.interpolate(x, scale_factor=0.1)
`,
  good: `
import torch
import torch.nn.functional as F

x = torch.zeros(1, 3, 40, 40)
y = F.interpolate(x, scale_factor=0.1)
`,
});
