import { declareRule, type Finding } from '../declare';
import { isActivation, isGate } from '../kinds';
import type { Step } from '../network';
import { removeSecond } from '../siblings';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS308',
  name: 'double-activation',
  severity: 'warning',
  page: {
    what: 'Finds two activations in a row.',
    why: 'The second gets what the first has already bent: ReLU after ReLU or after a sigmoid does nothing, and a sigmoid after ReLU can say nothing below one half. One of them was left over, often from a block that ends with an activation of its own.',
    references: ['[Nikanjam et al. 2021, NeuraLint](https://arxiv.org/abs/2105.08095)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3),
    nn.ReLU(),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  for (const { steps, index } of subject.networks) {
    for (const second of steps) {
      const first = isActivation(second) ? second.from[0] : undefined;
      if (!first || !isActivation(first) || first.to.length > 1 || first.isResult || isGate(second)) continue;
      const module = second.layer ?? second.owner;
      const place = second.layer?.builtAt ?? second.node.place;
      yield {
        place,
        instance: module && { graph: index, name: module.name },
        message: `${nameOf(second)} directly after ${nameOf(first)}${isIdle(first, second) ? ' does nothing' : ''}.`,
        why: 'Remove one of the two.',
        related: [{ message: 'the first one', place: first.layer?.builtAt ?? first.node.place }],
        repairs: first.layer && second.layer ? removeSecond(subject, first.layer, second.layer) : [],
      };
    }
  }
}

const nameOf = ({ layer, node }: Step): string => layer?.cls ?? node.op.split('.').at(-1) ?? node.op;

const POSITIVE = /\.(relu|relu6|sigmoid|hardsigmoid|softplus)$/;
/** What is not negative passes through ReLU as it is. */
const isIdle = (first: Step, second: Step): boolean =>
  POSITIVE.test(first.node.op) && /\.(relu|leaky_relu|prelu|elu)$/.test(second.node.op);
