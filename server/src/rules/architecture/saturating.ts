import { declareRule, type Finding } from '../declare';
import { isDropout, isGate, isNorm, isPool, isSaturating, isWeighted } from '../kinds';
import type { Step } from '../network';
import { longestWay, nearestAfter, nearestBefore } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS316',
  name: 'saturating',
  severity: 'hint',
  page: {
    what: 'Finds sigmoid and tanh between the layers of a deep network.',
    why: 'They are flat on both sides, where their gradient is nearly zero; the gradient of a sigmoid is never above one quarter. Over several layers little is left of it. Gates, whose result multiplies something, want exactly this form and are left alone.',
    references: [
      '[Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks](https://proceedings.mlr.press/v9/glorot10a.html)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.Sigmoid(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.Sigmoid(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.Sigmoid(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.Sigmoid(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.Sigmoid(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.Sigmoid(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

const DEEP = 6;

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index } of networks) {
    const hidden = steps.filter((step) => isSaturating(step) && isHidden(step));
    const depth = hidden.length === 0 ? 0 : longestWay(steps, isWeighted);
    if (depth < DEEP) continue;
    for (const step of hidden) {
      const module = step.layer ?? step.owner;
      const name = step.layer?.cls ?? step.node.op.split('.').at(-1);
      yield {
        place: step.layer?.builtAt ?? step.node.place,
        instance: module && { graph: index, name: module.name },
        message: `${name} between the layers of a network that is ${depth} layers deep: its gradient is nearly zero on both sides, and they multiply.`,
        why: 'Use ReLU or one of its kind in hidden layers.',
      };
    }
  }
}

/** Layers of weights directly before and after it, and it is no gate. */
function isHidden(step: Step): boolean {
  const passes = (s: Step): boolean => isNorm(s) || isDropout(s) || isPool(s) || s.category === 'shape';
  if (step.isResult || isGate(step)) return false;
  return nearestBefore(step, passes).some(isWeighted) && nearestAfter(step, passes).some(isWeighted);
}
