import { declareRule } from '../declare';

export const rule = declareRule({
  code: 'CS126',
  name: 'state-dict',
  severity: 'error',
  page: {
    what: 'Finds `load_state_dict` of weights whose names or sizes are not those of the model.',
    why: 'Names must match unless `strict=False` is given, and sizes must match in any case.',
    references: [
      '[load_state_dict](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict)',
    ],
  },
  bad: `
from torch import nn

pretrained = nn.Linear(512, 1000)
model = nn.Linear(512, 10)
model.load_state_dict(pretrained.state_dict())
`,
  good: `
from torch import nn

pretrained = nn.Linear(512, 10)
model = nn.Linear(512, 10)
model.load_state_dict(pretrained.state_dict())
`,
});
