import { CLASSES, datasetsIn } from '../datasets';
import { declareRule, type Finding } from '../declare';
import { setArguments } from '../fixes';
import { isLinear } from '../kinds';
import { lossesOf } from '../losses';
import { tensorOf } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS217',
  name: 'classes-mismatch',
  severity: 'warning',
  page: {
    what: 'Finds classifiers with another number of classes than their data set has.',
    why: 'With too few outputs training stops at the first label that is too large, on the GPU with an error that names no line. With too many it runs, and some outputs never mean anything.',
    references: [
      '[torchvision.datasets](https://docs.pytorch.org/vision/stable/datasets.html)',
      '[CrossEntropyLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)',
    ],
  },
  bad: `
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

data = datasets.CIFAR100("data", transform=transforms.ToTensor())
net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10))
loss = nn.CrossEntropyLoss()(net(torch.zeros(8, 3, 32, 32)), torch.zeros(8, dtype=torch.long))
`,
  good: `
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

data = datasets.CIFAR100("data", transform=transforms.ToTensor())
net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 100))
loss = nn.CrossEntropyLoss()(net(torch.zeros(8, 3, 32, 32)), torch.zeros(8, dtype=torch.long))
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  const used = new Map(
    datasetsIn(subject).flatMap(({ dataset }) => (CLASSES[dataset] ? [[CLASSES[dataset], dataset] as const] : [])),
  );
  const [only, ...others] = used;
  if (!only || others.length > 0) return;
  const [classes, dataset] = only;
  for (const { step, input } of lossesOf(subject)) {
    if (!/\.(cross_entropy|nll_loss)$/.test(step.node.op)) continue;
    const shape = tensorOf(step, 'input')?.shape;
    const outputs = shape?.length === 2 ? shape[1] : undefined;
    if (typeof outputs !== 'number' || outputs === classes) continue;
    const last = input && isLinear(input) ? input : input?.from.find(isLinear);
    const layer = last?.layer?.builtAt?.file === subject.reading.file ? last.layer : undefined;
    yield {
      place: layer?.builtAt ?? step.node.place,
      message: `${outputs} outputs for the ${classes} classes of ${dataset}.`,
      why:
        outputs < classes
          ? 'The first label that is too large stops training.'
          : 'The outputs that are too many never mean anything.',
      related: [{ message: 'the loss', place: step.node.place }],
      repairs: layer ? setArguments(subject, layer, { out_features: String(classes) }) : [],
    };
  }
}
