import type { Graph } from '../../graph';
import { declareRule, type Finding } from '../declare';
import { isBatchNorm } from '../kinds';
import type { Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS213',
  name: 'shared-batchnorm',
  severity: 'warning',
  page: {
    what: 'Finds one batch normalisation layer at two places of one `forward`.',
    why: 'It has one set of running statistics: both places update it, and each is normalised by a mixture of the two when the network is used. Training looks fine, evaluation does not.',
    references: ['[BatchNorm2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)'],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, bias=False)
        self.conv2 = nn.Conv2d(8, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv1(x)))
        return torch.relu(self.bn(self.conv2(x)))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, bias=False)
        self.conv2 = nn.Conv2d(8, 8, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.bn2 = nn.BatchNorm2d(8)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(x)))


Net()(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index, graph } of networks) {
    const first = new Map<string, Step>();
    for (const step of steps) {
      if (!isBatchNorm(step) || !step.layer) continue;
      // One run of one forward: the same parent call. A loop is one place, and an encoder called twice has two parents.
      const key = `${step.layer.name} ${callerOf(step, graph)}`;
      const other = first.get(key);
      if (!other) first.set(key, step);
      else if (other.node.place.span.start !== step.node.place.span.start && isAlways(step, other))
        yield {
          place: step.node.place,
          instance: step.owner && { graph: index, name: step.owner.name },
          message: `\`${step.layer.name}\` is used at two places: both update one set of running statistics.`,
          why: 'Give each place a layer of its own.',
          related: [{ message: 'the first place', place: other.node.place }],
        };
    }
  }
}

const callerOf = ({ node }: Step, graph: Graph): number | undefined =>
  node.call === undefined ? undefined : graph.calls[node.call]?.parent;

/** Of two branches only one is taken. */
const isAlways = (a: Step, b: Step): boolean => a.isCertain && b.isCertain;
