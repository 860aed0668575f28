import { display } from '../../symbolic';
import { type Stmt, statementsAt } from '../../syntax';
import { declareRule, type Finding } from '../declare';
import { setArguments } from '../fixes';
import { isBatchNorm, isConv, isTransposedConv } from '../kinds';
import { type Step, tensorOf } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS301',
  name: 'conv-bias-before-norm',
  severity: 'hint',
  page: {
    what: 'Finds convolutions with a bias directly before batch normalisation.',
    why: 'Batch normalisation subtracts the mean of each channel, and with it the bias: it is learnt, stored and updated, and changes nothing. The shift that batch normalisation has of its own does its work.',
    references: [
      '[PyTorch performance tuning guide](https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html)',
      '[Ioffe and Szegedy 2015, Batch Normalization](https://arxiv.org/abs/1502.03167), section 3.2',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1, bias=False),
    nn.BatchNorm2d(16),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
  isOfAll: true,
  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  for (const { steps, index } of subject.networks) {
    for (const step of steps) {
      const norm = step.to[0];
      const { layer } = step;
      if (!(isConv(step) || isTransposedConv(step)) || !layer?.builtAt || !norm || step.isResult) continue;
      const bias = tensorOf(step, 'bias')?.shape?.[0];
      if (bias === undefined || step.to.length > 1 || !isBatchNorm(norm) || isOptional(subject, step, norm)) continue;
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `The bias of this ${layer.cls} (${display(bias)} parameters) has no effect: ${norm.layer?.cls ?? 'batch normalisation'} follows and subtracts it.`,
        why: 'Leave it out with bias=False.',
        repairs: setArguments(subject, layer, { bias: 'False' }),
      };
    }
  }
}

/** The norm stands under a condition that the convolution does not: without it the bias is needed. */
function isOptional({ tree, reading }: Subject, conv: Step, norm: Step): boolean {
  const [at, of] = [conv.layer?.builtAt, norm.layer?.builtAt];
  if (!at || !of || at.file !== reading.file || of.file !== reading.file) return false;
  const around = (offset: number): Stmt[] => statementsAt(tree, offset).filter((s) => s.kind === 'If');
  const shared = new Set(around(at.span.start));
  return around(of.span.start).some((s) => !shared.has(s));
}
