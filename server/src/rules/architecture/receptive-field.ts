import { type Dim, display } from '../../symbolic';
import { declarationOf, receptiveFields } from '../../torch';
import { declareRule, type Finding } from '../declare';
import { isActivation, isAdd, isConv, isDropout, isNorm, isPool, isTransposedConv, windowsOf } from '../kinds';
import type { Network, Step } from '../network';
import { nearestBefore } from '../paths';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS311',
  name: 'receptive-field',
  severity: 'hint',
  page: {
    what: 'Finds classifiers whose last convolution sees less than the whole input, and whose answers are then averaged.',
    why: 'Global pooling averages what each place says alone. Where no place sees the whole object, the network votes over patches, a bag of features. The receptive field that counts is smaller still than the theoretical one: it has the form of a Gaussian.',
    references: [
      '[Araujo et al. 2019, Computing Receptive Fields](https://distill.pub/2019/computing-receptive-fields/)',
      '[Luo et al. 2016, Understanding the Effective Receptive Field](https://arxiv.org/abs/1701.04128)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU()
        )
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(4), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(2), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        )
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))


Net()(torch.zeros(1, 3, 32, 32))
`,

  find: findings,
});

function* findings({ networks }: Subject): Iterable<Finding> {
  for (const network of networks) {
    const [last] = pooledConvs(network);
    const input = network.graph.inputs[0];
    if (!last?.layer?.builtAt || input?.kind !== 'tensor' || network.graph.inputSource.kind === 'layer') continue;
    if (surelySees(network, last)) continue;
    const field = fieldOf(network, last);
    const sizes = input.shape.slice(-(field?.length ?? 0));
    const isSmaller = field?.some((f, i) => isLess(f, sizes[i])) ?? false;
    if (!field || !isSmaller) continue;
    yield {
      place: last.layer.builtAt,
      instance: { graph: network.index, name: last.layer.name },
      message: `The last convolution before the global pooling sees ${field.map((f) => (f === 'all' ? f : display(f))).join('×')} pixels of the ${sizes.map(display).join('×')} input: no place of the map sees the whole.`,
      why: 'Go deeper, or halve the size earlier.',
    };
  }
}

const isLess = (field: Dim | 'all', size: Dim | undefined): boolean =>
  typeof field === 'number' && typeof size === 'number' && field < size;

/** The convolution that a global pooling averages, where a linear layer follows: the network classifies. */
function pooledConvs({ steps, graph }: Network): readonly Step[] {
  if (graph.nodes.length !== steps.length) return [];
  const pool = steps.findLast(isGlobalPool);
  if (!pool || !steps.some((s) => s.node.id > pool.node.id && s.category === 'linear')) return [];
  const passes = (s: Step): boolean => isNorm(s) || isActivation(s) || isDropout(s) || isAdd(s) || isPool(s);
  const found = nearestBefore(pool, passes);
  return found.every(isConv) ? [...found].sort((a, b) => b.node.id - a.node.id) : [];
}

/** One value for each channel is left of a map. */
function isGlobalPool({ node, category }: Step): boolean {
  const before = node.inputs[0]?.shape,
    after = node.outputs[0]?.shape;
  if (!before || before.length < 3 || !after) return false;
  if (node.op === 'torch.mean') return after.length === 2;
  return category === 'pool' && after.slice(2).every((d) => d === 1) && !before.slice(2).every((d) => d === 1);
}

/** A cheap bound from below: along one way the fields add up; the exact one is the largest over all ways. */
function surelySees({ steps, graph }: Network, last: Step): boolean {
  const input = graph.inputs[0];
  const largest =
    input?.kind === 'tensor' ? Math.max(...input.shape.slice(2).map((d) => (typeof d === 'number' ? d : 0))) : 0;
  const seen = new Map<Step, { readonly field: number; readonly jump: number }>();
  for (const step of steps) {
    if (step.category === 'resize' || isTransposedConv(step)) return false;
    const before = step.from.map((s) => seen.get(s)).find((s) => s !== undefined) ?? { field: 1, jump: 1 };
    const [window] = isConv(step) || isPool(step) ? (windowsOf(step) ?? []) : [];
    const after = window
      ? { field: before.field + (window.reach - 1) * before.jump, jump: before.jump * window.stride }
      : before;
    seen.set(step, after);
    if (step === last) return largest > 0 && after.field >= largest;
  }
  return false;
}

function fieldOf({ steps, graph }: Network, step: Step): readonly (Dim | 'all')[] | undefined {
  const held = new Set(graph.modules.flatMap((m) => [...m.parameters, ...m.buffers].map((p) => p.storage)));
  const ops = steps.filter((s) => s.node.id <= step.node.id).map((s) => s.node);
  return receptiveFields(ops, declarationOf, held)
    .get(step.node.id)
    ?.axes?.map((axis) => axis.size);
}
