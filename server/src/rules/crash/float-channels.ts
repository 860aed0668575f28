import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS122',
  name: 'float-channels',
  severity: 'error',
  page: {
    what: 'Finds layers that are given a fraction where they need a whole number.',
    why: 'In Python 3 `/` always gives a fraction: `64 / 4` is `16.0`, and no layer has 16.0 channels.',
    references: ['[PEP 238](https://peps.python.org/pep-0238/)'],
  },
  bad: `
import torch
from torch import nn

planes = 64
net = nn.Conv2d(3, planes / 4, 3)
`,
  good: `
from torch import nn

planes = 64
net = nn.Conv2d(3, planes // 4, 3)
`,
  hasFix: true,
});
