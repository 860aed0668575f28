import { declareRule, type Finding } from '../declare';
import { isConv, isPool, sizesText, type Window, windowsOf } from '../kinds';
import { argument } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS304',
  name: 'dropped-border',
  severity: 'hint',
  page: {
    what: 'Finds convolutions and poolings that leave rows or columns at the far edge unread.',
    why: 'The windows do not reach the end: a remainder of the size, larger than the padding, is never read. The part of the image that counts is then off its centre, and a decoder cannot give the size back.',
    references: ['[CS231n, Convolutional networks](https://cs231n.github.io/convolutional-networks/)'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.MaxPool2d(2),
    nn.Conv2d(3, 8, 3),
    nn.ReLU(),
    nn.MaxPool2d(2),
)
net(torch.zeros(1, 3, 26, 26))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.MaxPool2d(2),
    nn.Conv2d(3, 8, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
)
net(torch.zeros(1, 3, 24, 24))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const { steps, index, graph } of networks) {
    // Sizes that were only worked out from the layers are one choice among several.
    if (graph.inputSource.kind === 'layer') continue;
    for (const step of steps) {
      if (!isConv(step) && !isPool(step)) continue;
      const ceil = argument(step, 'ceil_mode');
      const windows = ceil?.kind === 'bool' && ceil.value ? undefined : windowsOf(step);
      const left = windows?.map(unread);
      const most = Math.max(0, ...(left ?? []));
      if (!windows || !left || most === 0) continue;
      const module = step.layer ?? step.owner;
      yield {
        place: step.layer?.builtAt ?? step.node.place,
        instance: module && { graph: index, name: module.name },
        message: `The last ${most === 1 ? 'row or column' : `${most} rows or columns`} of the ${sizesText(windows)} map ${most === 1 ? 'is' : 'are'} never read: windows of ${windows.map((w) => w.reach).join('×')} at stride ${windows.map((w) => w.stride).join('×')} end before.`,
        why: isPool(step)
          ? 'Pad, use ceil_mode=True, or choose a size that the strides divide.'
          : 'Pad, or choose a size that the strides divide.',
      };
    }
  }
}

/** Real rows after the last window: the remainder of the size, less the padding at that end. */
function unread({ size, reach, stride, padding }: Window): number {
  if (typeof size !== 'number' || stride === 1 || stride > reach) return 0;
  const remainder = (size + 2 * padding - reach) % stride;
  return Math.max(0, remainder - padding);
}
