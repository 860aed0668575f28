import { declareRule, type Finding } from '../declare';
import { isLinear } from '../kinds';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS312',
  name: 'giant-linear',
  severity: 'warning',
  page: {
    what: 'Finds a linear layer that holds over half of all parameters and at least ten million of them, or more than 1 GiB.',
    why: 'A linear layer on a flattened map has a weight for every pixel of every channel. It takes most of the memory, learns nothing about a pattern that it could use at another place, and fixes the size of the input.',
    references: [
      '[Lin et al. 2013, Network in Network](https://arxiv.org/abs/1312.4400), section 3.2',
      '[AdaptiveAvgPool2d](https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 1024 * 1024, 512))
net(torch.zeros(1, 3, 1024, 1024))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3, stride=2, padding=1),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(4),
    nn.Flatten(),
    nn.Linear(64 * 4 * 4, 512),
)
net(torch.zeros(1, 3, 1024, 1024))
`,

  find: findings,
});

const MANY = 10_000_000;
const GIB = 1024 ** 3;
const BYTES = 4;

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index, graph } of networks) {
    for (const step of steps) {
      const { layer } = step;
      if (!isLinear(step) || !layer?.builtAt) continue;
      const [outputs, inputs] = step.node.inputs[1]?.shape ?? [];
      const { total, exact } = graph.params;
      if (typeof outputs !== 'number' || typeof inputs !== 'number' || typeof total !== 'number') continue;
      const held = outputs * inputs;
      const isMost = exact && held >= MANY && 2 * held > total;
      if (!isMost && held * BYTES <= GIB) continue;
      const share = exact ? `, ${Math.round((100 * held) / total)} % of all parameters` : '';
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `This layer has ${inputs.toLocaleString('en-US')} × ${outputs.toLocaleString('en-US')} = ${held.toLocaleString('en-US')} weights${share}: ${memory(held * BYTES)}, and as much again for the gradient.`,
        why: 'Pool the map to a small size before it is flattened, with AdaptiveAvgPool2d.',
      };
    }
  }
}

const memory = (bytes: number): string =>
  bytes >= GIB ? `${Number((bytes / GIB).toPrecision(3))} GiB` : `${Number((bytes / 1024 ** 2).toPrecision(3))} MiB`;
