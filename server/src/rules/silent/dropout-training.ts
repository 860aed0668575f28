import { repairEdits } from '../../edit';
import { asksForTraining, isOpen, keywordOf } from '../code';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS204',
  name: 'dropout-training',
  severity: 'warning',
  page: {
    what: 'Finds `F.dropout` in a module without `training=self.training`.',
    why: 'The function does not know of `.eval()`: by default it drops out always, so that predictions stay random.',
    references: [
      '[torch.nn.functional.dropout](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html)',
      '[vision#7103](https://github.com/pytorch/vision/pull/7103)',
    ],
  },
  bad: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return F.dropout(torch.relu(self.conv(x)), 0.5)


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return F.dropout(torch.relu(self.conv(x)), 0.5, training=self.training)


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

const DROPOUT = /^torch\.nn\.functional\.((feature_)?(alpha_)?dropout|dropout[123]d)$/;

function* findings({ code, reading, tree, text }: Subject): Iterable<Finding> {
  for (const { call, name, method, cls, conditions } of code.calls) {
    const self = method?.parameters[0]?.name;
    if (!DROPOUT.test(name ?? '') || !cls || !code.moduleClasses.includes(cls) || self === undefined) continue;
    if (conditions.some(asksForTraining)) continue;
    if (isOpen(call) || call.args.length > 2 || keywordOf(call, 'training')) continue;
    const place = { file: reading.file, span: call.span };
    const value = `${self}.training`;
    const edits = repairEdits(
      { kind: 'set-argument', title: '', target: place, argument: 'training', position: -1, value },
      tree,
      text,
    );
    yield {
      place,
      message: `${name?.split('.').at(-1)} without training=${value} drops out after eval() too.`,
      why: 'Predictions stay random.',
      repairs: [{ kind: 'replace', title: `Add training=${value}`, target: place, changes: edits }],
    };
  }
}
