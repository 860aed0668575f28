import { declareRule, type Finding } from '../declare';
import { isConv, isPointwise, isPool, sizesText, type Window, windowsOf } from '../kinds';
import type { Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS303',
  name: 'stride-exceeds-kernel',
  severity: 'warning',
  page: {
    what: 'Finds convolutions and poolings whose stride is larger than their kernel.',
    why: 'Pixels between the windows are never read: what they say is lost, and their gradient is zero. A strided 1×1 window does it by design (the shortcuts of ResNet, factorised reductions) and is only hinted at; averaging before it loses nothing.',
    references: ['[He et al. 2018, Bag of Tricks](https://arxiv.org/abs/1812.01187), section 4'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=2, stride=3),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=3, stride=3, padding=1),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index } of networks) {
    for (const step of steps) {
      if (!isConv(step) && !isPool(step)) continue;
      const windows = windowsOf(step);
      if (!windows?.some(hasGaps)) continue;
      const sparse = windows.map((w) => ({ read: Math.min(w.kernel, w.stride), of: w.stride }));
      const read = sparse.reduce((n, s) => n * s.read, 1),
        of = sparse.reduce((n, s) => n * s.of, 1);
      const isByDesign = isPointwise(step);
      yield {
        place: step.layer?.builtAt ?? step.node.place,
        instance: instanceOf(step, index),
        message: `A kernel of ${windows.map((w) => w.kernel).join('×')} with stride ${windows.map((w) => w.stride).join('×')} reads ${read} of every ${of} positions of the ${sizesText(windows)} map; the others are never read.`,
        why: isByDesign
          ? 'Average over the stride first if they matter.'
          : 'Use a kernel at least as large as the stride, or pool first.',
        severity: isByDesign ? 'hint' : undefined,
      };
    }
  }
}

const instanceOf = (step: Step, graph: number) => {
  const module = step.layer ?? step.owner;
  return module && { graph, name: module.name };
};

/** Some position that lies between windows is really there. */
const hasGaps = ({ size, stride, reach, output, dilation }: Window): boolean =>
  stride > reach && dilation === 1 && output !== 1 && (typeof size !== 'number' || size > reach);
