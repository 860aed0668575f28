import { declareRule, type Finding } from '../declare';
import { isActivation, isAdd, isConv, isDropout, isNorm, isPointwise, windowsOf } from '../kinds';
import type { Network, Step } from '../network';
import { nearestAfter } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS310',
  name: 'gridding',
  severity: 'hint',
  page: {
    what: 'Finds runs of dilated convolutions whose dilations share a factor.',
    why: 'With dilation 2 after dilation 2 a pixel is made of every second pixel of every second pixel: neighbours come from different sets of inputs that never meet, and the result shows a grid. Dilations without a common factor, such as 1, 2, 5, cover everything.',
    references: [
      '[Wang et al. 2017, Understanding Convolution for Semantic Segmentation](https://arxiv.org/abs/1702.08502)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=2, dilation=2),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=4, dilation=4),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=2, dilation=2),
    nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=5, dilation=5),
    nn.ReLU(),
)
net(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const network of networks) {
    for (const run of runsOf(network)) {
      const last = run.at(-1);
      const shared = run.map(dilationOf).reduce(gcd, 0);
      if (run.length < 2 || shared < 2 || !last?.layer?.builtAt) continue;
      yield {
        place: last.layer.builtAt,
        instance: { graph: network.index, name: last.layer.name },
        message: `The dilations ${run.map(dilationOf).join(', ')} of ${run.length} convolutions in a row share the factor ${shared}: the result falls apart into ${shared ** (windowsOf(last)?.length ?? 2)} grids that never meet.`,
        why: 'Use dilations without a common factor, such as 1, 2, 5.',
      };
    }
  }
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function dilationOf(step: Step): number {
  const windows = isConv(step) && !isPointwise(step) ? windowsOf(step) : undefined;
  return windows?.every((w) => w.stride === 1) ? Math.min(...windows.map((w) => w.dilation)) : 0;
}

/** Convolutions at stride 1 one after the other, norms, activations, sums and 1×1 convolutions between them left out. */
function runsOf({ steps }: Network): Step[][] {
  const passes = (s: Step): boolean =>
    isNorm(s) || isActivation(s) || isDropout(s) || isAdd(s) || (isConv(s) && isPointwise(s));
  const runs = new Map<Step, Step[]>();
  for (const step of steps) {
    if (dilationOf(step) < 1) continue;
    const run = runs.get(step) ?? [step];
    runs.set(step, run);
    const next = nearestAfter(step, passes).find((s) => dilationOf(s) > 0);
    if (next && !runs.has(next)) {
      run.push(next);
      runs.set(next, run);
    }
  }
  return [...new Set(runs.values())].map(dilatedEnd);
}

/** A run with an undilated convolution covers everything; what is dilated after the last one may not. */
function dilatedEnd(run: Step[]): Step[] {
  const lastPlain = run.findLastIndex((s) => dilationOf(s) === 1);
  return lastPlain < 0 ? run : [];
}
