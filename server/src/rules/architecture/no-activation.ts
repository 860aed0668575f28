import type { ModuleInfo } from '../../graph';
import { declareRule, type Finding } from '../declare';
import { isConv, isDepthwise, isDropout, isPointwise, isTransposedConv, kernelOf } from '../kinds';
import { type Step, tensorOf } from '../network';
import { insertBetween } from '../siblings';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS307',
  name: 'no-activation',
  severity: 'warning',
  page: {
    what: 'Finds a convolution whose result goes straight into another, with nothing non-linear between.',
    why: 'Two linear maps one after the other are one linear map: the second layer adds parameters and time, and nothing that a single layer could not do. Meant by design, and left alone: a norm between, depthwise convolutions, 1×1 convolutions, k×1 with 1×k, the code between an encoder and a transposed decoder, and results that a shortcut reads too.',
    references: [
      '[Sandler et al. 2018, MobileNetV2](https://arxiv.org/abs/1801.04381)',
      '[Nikanjam et al. 2021, NeuraLint](https://arxiv.org/abs/2105.08095)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.Conv2d(16, 32, 3, padding=1),
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
    nn.Conv2d(16, 32, 3, padding=1),
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
      const next = isConvolution(step) ? follower(step) : undefined;
      if (!layer?.builtAt || !next?.layer || isMeant(step, next)) continue;
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `Nothing non-linear stands between this ${layer.cls} and ${nameOf(next.layer)}: the two are one linear map.`,
        why: 'Put an activation between them.',
        related: next.layer.builtAt ? [{ message: 'the layer that follows', place: next.layer.builtAt }] : [],
        repairs: insertBetween(subject, layer, next.layer, 'ReLU'),
      };
    }
  }
}

const isConvolution = (step: Step): boolean => isConv(step) || isTransposedConv(step);
const nameOf = (layer: ModuleInfo): string => `the ${layer.cls} \`${layer.name}\``;

/** The one convolution that reads its result; dropout changes nothing of what is linear. */
function follower(step: Step): Step | undefined {
  let [next, ...others] = step.to;
  let at = step;
  while (next && others.length === 0 && !at.isResult && isDropout(next)) {
    at = next;
    [next, ...others] = next.to;
  }
  if (!next || others.length > 0 || at.isResult || !isConvolution(next)) return undefined;
  return tensorOf(next, 'input')?.producer?.node === at.node.id ? next : undefined;
}

function isMeant(step: Step, next: Step): boolean {
  // The code between an encoder and a decoder may take any value.
  const isCode = isConv(step) && isTransposedConv(next);
  const isCheap = [step, next].some((s) => isDepthwise(s) || isPointwise(s));
  return isCode || isCheap || isFactorised(step, next) || step.layer === next.layer;
}

/** k×1 and 1×k together are one k×k of low rank. */
function isFactorised(step: Step, next: Step): boolean {
  const thin = (kernel: readonly number[] | undefined): boolean =>
    kernel !== undefined && kernel.length > 1 && kernel.some((k) => k === 1) && kernel.some((k) => k > 1);
  return thin(kernelOf(step)) && thin(kernelOf(next));
}
