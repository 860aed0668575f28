import type { ModuleCall } from '../../graph';
import { display } from '../../symbolic';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS203',
  name: 'layer-in-forward',
  severity: 'warning',
  page: {
    what: 'Finds layers with parameters, and dropout, that are built inside `forward`.',
    why: 'They are new, with new random weights, at every call, and never trained. A Dropout built there is always in training mode: `.eval()` does not reach it.',
    references: [
      '[NTS-Net#14](https://github.com/yangze0930/NTS-Net/issues/14)',
      '[Module](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 10)

    def forward(self, x):
        x = nn.Conv2d(3, 3, 3)(x)
        return self.fc(torch.relu(x).amax((2, 3)))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3)
        self.fc = nn.Linear(3, 10)

    def forward(self, x):
        x = self.conv(x)
        return self.fc(torch.relu(x).amax((2, 3)))


Net()(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ reading }: Subject): Iterable<Finding> {
  for (const graph of reading.graphs) {
    for (const call of graph.calls) {
      const { loose, cls } = call;
      if (!loose?.whileCalled || loose.builtAt.file !== reading.file || isInner(call, graph.calls)) continue;
      const isDropout = /^(Alpha|FeatureAlpha)?Dropout/.test(cls);
      if (call.params === 0 && !isDropout) continue;
      yield {
        place: loose.builtAt,
        message: isDropout
          ? `This ${cls} is built anew at each call, in training mode: it drops out after eval() too.`
          : `This ${cls} (${display(call.params)} parameters) is built anew at each call, with random weights that are never trained.`,
        why: 'Build it in __init__.',
      };
    }
  }
}

/** What holds it is said, and is enough. */
const isInner = (call: ModuleCall, calls: readonly ModuleCall[]): boolean =>
  call.parent !== undefined && calls[call.parent]?.loose?.whileCalled === true;
