import { declareRule, type Finding } from '../declare';
import { isBatchNorm, isDropout } from '../kinds';
import { argument } from '../network';
import { swap } from '../siblings';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS309',
  name: 'dropout-before-norm',
  severity: 'warning',
  page: {
    what: 'Finds dropout directly before batch normalisation.',
    why: 'Dropout changes the variance of what passes while training and not afterwards. Batch normalisation learns the variance with dropout, and normalises by the wrong one when the network is used.',
    references: [
      '[Li et al. 2018, Understanding the Disharmony between Dropout and Batch Normalization](https://arxiv.org/abs/1801.05134)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, bias=False),
    nn.Dropout(0.2),
    nn.BatchNorm2d(16),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, bias=False),
    nn.BatchNorm2d(16),
    nn.Dropout(0.2),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  for (const { steps, index } of subject.networks) {
    for (const step of steps) {
      const p = argument(step, 'p');
      const rate = p?.kind === 'float' || p?.kind === 'int' ? p.value : undefined;
      const norm = isDropout(step) && rate !== 0 ? step.to.find(isBatchNorm) : undefined;
      if (!norm) continue;
      const module = step.layer ?? step.owner;
      yield {
        place: step.layer?.builtAt ?? step.node.place,
        instance: module && { graph: index, name: module.name },
        message: `Dropout${typeof rate === 'number' ? ` of ${rate}` : ''} directly before ${norm.layer?.cls ?? 'batch normalisation'}: the variance that it learns is not the one that it meets when dropout is off.`,
        why: 'Put dropout after the normalisation, or leave it out.',
        repairs:
          step.layer && norm.layer ? swap(subject, step.layer, norm.layer, 'Normalise first, then drop out') : [],
      };
    }
  }
}
