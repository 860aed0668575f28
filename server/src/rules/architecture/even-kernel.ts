import { declareRule, type Finding } from '../declare';
import { isConv, type Window, windowsOf } from '../kinds';
import type { Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS305',
  name: 'even-kernel',
  severity: 'hint',
  page: {
    what: 'Finds convolutions with an even kernel at stride 1.',
    why: 'An even kernel has no pixel in its middle: with equal padding the map grows or shrinks by one and moves by half a pixel, layer for layer. Kernels at least as large as the map, and those that are padded by hand, are meant.',
    references: ['[Dumoulin and Visin 2016, A guide to convolution arithmetic](https://arxiv.org/abs/1603.07285)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=4, padding=2),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=5, padding=2),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index } of networks) {
    for (const step of steps) {
      const { layer } = step;
      const windows = isConv(step) && layer?.builtAt && !isPaddedByHand(step) ? windowsOf(step) : undefined;
      const even = windows?.find(isOffCentre);
      if (!layer?.builtAt || !windows || !even) continue;
      const grows = 2 * even.padding - even.dilation * (even.kernel - 1);
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `A kernel of ${windows.map((w) => w.kernel).join('×')} has no middle: with padding ${even.padding} the map ${grows > 0 ? `grows by ${grows}` : `shrinks by ${-grows}`} and moves by half a pixel.`,
        why: `Use ${even.kernel - 1} or ${even.kernel + 1}, with half of it as padding.`,
      };
    }
  }
}

const isOffCentre = ({ kernel, stride, dilation, reach, size, output }: Window): boolean =>
  kernel % 2 === 0 && dilation % 2 === 1 && stride === 1 && output !== 1 && (typeof size !== 'number' || size > reach);

const isPaddedByHand = (step: Step): boolean =>
  step.from.some(({ node }) => node.op === 'torch.nn.functional.pad' || node.op === 'torch.cat');
