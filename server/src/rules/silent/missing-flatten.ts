import { display } from '../../symbolic';
import { declareRule, type Finding } from '../declare';
import {
  isActivation,
  isAdd,
  isBatchNorm,
  isConv,
  isDropout,
  isLinear,
  isMul,
  isPool,
  isTransposedConv,
} from '../kinds';
import type { Step } from '../network';
import { nearestBefore } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS209',
  name: 'missing-flatten',
  severity: 'warning',
  page: {
    what: 'Finds linear layers that work along the width of a map because nothing flattened it.',
    why: 'A linear layer works on the last axis, whatever it is. On a map of channels × height × width that is the width: it runs where the sizes happen to agree, mixes columns and gives an answer for every row of every channel. Channels-last networks move the channels there first and are right.',
    references: ['[Linear](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html)'],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8 * 32 * 32, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)).flatten(1))


Net()(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index } of networks) {
    for (const step of steps) {
      const shape = step.node.inputs[0]?.shape;
      if (!isLinear(step) || !shape || shape.length < 4 || !isMap(step)) continue;
      const module = step.layer ?? step.owner;
      yield {
        place: step.layer?.builtAt ?? step.node.place,
        instance: module && { graph: index, name: module.name },
        message: `This linear layer works along the width of a ${shape.map(display).join('×')} map: its last axis is still a spatial one.`,
        why: 'Flatten first: x.flatten(1), or pool.',
        related: [{ message: 'it is given this', place: step.node.place }],
      };
    }
  }
}

/** All that it reads comes of convolutions, through steps that leave every axis where it is. */
function isMap(step: Step): boolean {
  const input = step.from[0];
  if (!input) return false;
  const passes = (s: Step): boolean =>
    isActivation(s) || isBatchNorm(s) || isDropout(s) || isPool(s) || isAdd(s) || isMul(s);
  const sources = passes(input) ? nearestBefore(input, passes) : [input];
  const isConvolution = (s: Step): boolean =>
    (isConv(s) || isTransposedConv(s)) && (s.node.outputs[0]?.shape?.length ?? 0) >= 4;
  return sources.length > 0 && sources.every(isConvolution);
}
