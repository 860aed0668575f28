import { declareRule, type Finding } from '../declare';
import { isAdd, isCat, isNorm, isWeighted } from '../kinds';
import type { Step } from '../network';
import { longestWay } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS313',
  name: 'deep-plain',
  severity: 'warning',
  page: {
    what: 'Finds networks with more than 20 layers of weights one after the other, without shortcuts and without normalisation.',
    why: 'The gradient is multiplied once for each layer, so that it vanishes or explodes on its way back: a plain network of 34 layers trains worse than one of 18. Shortcuts give it a way around; normalisation keeps its size.',
    references: ['[He et al. 2016, Deep Residual Learning](https://arxiv.org/abs/1512.03385)'],
  },
  bad: `
import torch
from torch import nn


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(16, 16, 3, padding=1) for _ in range(21)])

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


Plain()(torch.zeros(1, 16, 32, 32))
`,
  good: `
import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(16, 16, 3, padding=1) for _ in range(21)])

    def forward(self, x):
        for layer in self.layers:
            x = x + torch.relu(layer(x))
        return x


Residual()(torch.zeros(1, 16, 32, 32))
`,

  find: findings,
});

const MOST = 20;

function* findings({ networks, reading }: Subject): Iterable<Finding> {
  for (const network of networks) {
    const { steps, graph } = network;
    const cls = reading.classes.find((c) => c.name === graph.cls);
    if (!cls || steps.some((s) => isNorm(s) || isShortcut(s) || normalisesItself(s))) continue;
    const depth = longestWay(steps, isWeighted);
    if (depth <= MOST) continue;
    yield {
      place: { file: reading.file, span: cls.nameSpan },
      message: `${depth} layers of weights one after the other in ${graph.model}, with neither a shortcut nor a normalisation: the gradient vanishes on its way back.`,
      why: 'Wrap groups of layers in residual blocks, or normalise after each.',
    };
  }
}

/** Two ways meet, whatever they are: a sum of two results, or channels side by side. */
const isShortcut = (step: Step): boolean => (isAdd(step) && step.from.length > 1) || isCat(step);

/** SELU keeps mean and variance by itself (Klambauer et al. 2017). */
const normalisesItself = ({ node }: Step): boolean => node.op === 'torch.nn.functional.selu';
