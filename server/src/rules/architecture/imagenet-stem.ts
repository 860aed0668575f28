import { display } from '../../symbolic';
import { declareRule, type Finding } from '../declare';
import { isActivation, isConv, isNorm, isPool, windowsOf } from '../kinds';
import type { Step } from '../network';
import { nearestAfter } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS315',
  name: 'imagenet-stem',
  severity: 'hint',
  page: {
    what: 'Finds a 7×7 convolution with stride 2 and a pooling after it at the beginning of a network that is given images of 64 pixels or less.',
    why: 'This stem was made for images of 224 pixels. It makes 8×8 of 32×32 before the first block has seen it: most of the network then works on a map that is too small.',
    references: ['[He et al. 2016, Deep Residual Learning](https://arxiv.org/abs/1512.03385), section 4.2'],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
    nn.BatchNorm2d(64),
    nn.ReLU(),
    nn.MaxPool2d(3, stride=2, padding=1),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3, padding=1, bias=False),
    nn.BatchNorm2d(64),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

const SMALL = 64;

function* findings({ networks, reading }: Subject): Iterable<Finding> {
  for (const { steps, index, graph } of networks) {
    const stem = steps.find(isConv);
    const windows = stem && windowsOf(stem);
    if (!stem?.layer || !windows || graph.inputSource.kind === 'layer') continue;
    const isLarge = windows.every((w) => w.kernel >= 7 && w.stride >= 2);
    const size = windows[0]?.size;
    const pool = nearestAfter(stem, (s) => isNorm(s) || isActivation(s)).find(isHalving);
    if (
      !isLarge ||
      windows.length !== 2 ||
      typeof size !== 'number' ||
      size > SMALL ||
      stem.from.some((s) => s.network === index) ||
      !pool
    )
      continue;
    const left = display(pool.node.outputs[0]?.shape?.at(-1) ?? 0);
    const { builtAt, name } = stem.layer;
    // A model of a library is not the person's to change: what they can change is the call.
    const place = builtAt?.file === reading.file ? builtAt : graph.inputSource.place;
    if (!place) continue;
    yield {
      place,
      instance: place === builtAt ? { graph: index, name } : undefined,
      message: `The stem (${windows.map((w) => w.kernel).join('×')} with stride ${windows[0]?.stride}, then pooling) makes ${left}×${left} of ${size}×${size} before the first block.`,
      why: 'For small images use a 3×3 convolution with stride 1 and no pooling.',
    };
  }
}

const isHalving = (step: Step): boolean => isPool(step) && (windowsOf(step)?.every((w) => w.stride >= 2) ?? false);
