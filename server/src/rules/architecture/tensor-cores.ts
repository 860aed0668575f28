import { visit } from '../../syntax';
import { declareRule, type Finding } from '../declare';
import { isWeighted } from '../kinds';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS314',
  name: 'tensor-cores',
  severity: 'off',
  page: {
    what: 'Finds layers whose channels are no multiple of 8, in files that train in half precision.',
    why: 'Tensor cores multiply blocks of eight half-precision numbers. Other sizes are padded, or computed on slower units. The channels of the input and the number of classes are as they are and are left alone.',
    references: [
      '[PyTorch performance tuning guide](https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 30, 3), nn.ReLU(), nn.Conv2d(30, 64, 3))
with torch.autocast("cuda"):
    net(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3))
with torch.autocast("cuda"):
    net(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks, tree }: Subject): Iterable<Finding> {
  if (!usesHalfPrecision(tree.body)) return;
  for (const { steps, index } of networks) {
    for (const step of steps) {
      const { layer } = step;
      const channels = step.node.outputs[0]?.shape?.at(step.category === 'linear' ? -1 : 1);
      const isLast = step.isResult || step.to.every((s) => s.to.length === 0);
      if (!isWeighted(step) || !layer?.builtAt || isLast || typeof channels !== 'number' || channels % 8 === 0)
        continue;
      yield {
        place: layer.builtAt,
        instance: { graph: index, name: layer.name },
        message: `${channels} output channels are no multiple of 8, which tensor cores work in.`,
        why: `Round up to ${8 * Math.ceil(channels / 8)}.`,
      };
    }
  }
}

/** `torch.autocast`, `torch.cuda.amp.autocast`, `.half()`. */
function usesHalfPrecision(body: Subject['tree']['body']): boolean {
  let found = false;
  visit(body, {
    expression: (expr) => {
      if (expr.kind === 'Name') found ||= expr.id === 'autocast';
      if (expr.kind === 'Attribute') found ||= ['autocast', 'half', 'float16', 'bfloat16'].includes(expr.attr);
      return !found;
    },
  });
  return found;
}
