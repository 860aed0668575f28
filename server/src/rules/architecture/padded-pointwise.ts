import { declareRule, type Finding } from '../declare';
import { setArguments } from '../fixes';
import { isConv, isPointwise, windowsOf } from '../kinds';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS306',
  name: 'padded-pointwise',
  severity: 'hint',
  page: {
    what: 'Finds 1×1 convolutions with padding.',
    why: 'A 1×1 kernel sees one pixel, so padding does not help it at the edge: it only adds a frame of pixels that hold the bias and nothing of the image.',
    references: ['[Lin et al. 2013, Network in Network](https://arxiv.org/abs/1312.4400)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=1, padding=1),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=1),
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
      const { layer } = step;
      if (!layer?.builtAt || !isConv(step) || !isPointwise(step)) continue;
      const padding = windowsOf(step)?.map((w) => w.padding) ?? [];
      if (padding.every((p) => p === 0)) continue;
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `A 1×1 convolution with padding ${Math.max(...padding)} adds a frame that holds nothing of the image.`,
        why: 'Leave the padding out.',
        repairs: setArguments(subject, layer, { padding: '0' }),
      };
    }
  }
}
