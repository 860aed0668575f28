import { type Dim, display, key } from '../../symbolic';
import { declareRule, type Finding } from '../declare';
import { isLinear } from '../kinds';
import { tensorOf } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS211',
  name: 'silent-broadcast',
  severity: 'warning',
  page: {
    what: 'Finds losses and differences between a column of N×1 and a vector of N.',
    why: 'They are broadcast to N×N: every prediction is compared with every target. The loss falls until all predictions are the mean, and stays there.',
    references: [
      '[Broadcasting](https://docs.pytorch.org/docs/stable/notes/broadcasting.html)',
      '[MSELoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html)',
    ],
  },
  bad: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 1)

    def forward(self, x):
        return self.fc(x)


net = Net()
loss = nn.MSELoss()(net(torch.zeros(4, 12)), torch.zeros(4))
`,
  good: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 1)

    def forward(self, x):
        return self.fc(x).squeeze(1)


net = Net()
loss = nn.MSELoss()(net(torch.zeros(4, 12)), torch.zeros(4))
`,

  find: findings,
});

const PAIRWISE = /\.(mse_loss|l1_loss|smooth_l1_loss|huber_loss)$/;

function* findings({ networks, outside }: Subject): Iterable<Finding> {
  for (const step of [...networks.flatMap((n) => n.steps), ...outside]) {
    const isLoss = PAIRWISE.test(step.node.op);
    const isDifference = step.node.op === 'torch.sub' && step.from.some(isLinear);
    if (!isLoss && !isDifference) continue;
    const [one, other] = [tensorOf(step, 'input')?.shape, tensorOf(step, isLoss ? 'target' : 'other')?.shape];
    const n = one && other && (crossing(one, other) ?? crossing(other, one));
    if (n === undefined) continue;
    yield {
      place: step.node.place,
      message: `${display(n)}×1 against ${display(n)} is broadcast to ${display(n)}×${display(n)}: every prediction is compared with every target.`,
      why: 'Give both one form: squeeze(1) the predictions, or unsqueeze(1) the targets.',
    };
  }
}

/** N of (N, 1) against (N), where N is not 1. */
function crossing(column: readonly Dim[], vector: readonly Dim[]): Dim | undefined {
  const [n, one] = column;
  const [m] = vector;
  if (column.length !== 2 || vector.length !== 1 || n === undefined || m === undefined || one !== 1) return undefined;
  return n !== 1 && key(n) === key(m) ? n : undefined;
}
