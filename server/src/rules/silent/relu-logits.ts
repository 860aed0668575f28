import { declareRule, type Finding } from '../declare';
import { isWeighted } from '../kinds';
import { lossesOf } from '../losses';
import type { Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS207',
  name: 'relu-logits',
  severity: 'warning',
  page: {
    what: 'Finds ReLU, or another activation that is never negative, on scores that go into softmax or a loss on scores.',
    why: 'Scores below zero all become zero and get no gradient: the classes that are clearly wrong cannot be told apart, and a sample whose scores are all zero teaches nothing.',
    references: ['[Nikanjam et al. 2021, NeuraLint](https://arxiv.org/abs/2105.08095)'],
  },
  bad: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        return torch.relu(self.fc(x))


net = Net()
loss = nn.CrossEntropyLoss()(net(torch.zeros(4, 12)), torch.zeros(4, dtype=torch.long))
`,
  good: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        return self.fc(x)


net = Net()
loss = nn.CrossEntropyLoss()(net(torch.zeros(4, 12)), torch.zeros(4, dtype=torch.long))
`,

  find: findings,
});

const ON_SCORES = /\.(cross_entropy|binary_cross_entropy_with_logits|multi_margin_loss)$/;
const SOFTMAX = /\.(softmax|log_softmax)$/;

function* findings(subject: Subject): Iterable<Finding> {
  for (const { step, input } of [
    ...lossesOf(subject).filter(({ step }) => ON_SCORES.test(step.node.op)),
    ...softmaxes(subject),
  ]) {
    const source = input?.from[0];
    if (!input || !source || !/\.(relu|relu6|softplus)$/.test(input.node.op) || !isWeighted(source)) continue;
    const name = input.node.op.split('.').at(-1);
    yield {
      place: input.layer?.builtAt ?? input.node.place,
      message: `${name} on the scores of ${source.layer ? `\`${source.layer.name}\`` : 'the last layer'}, before ${step.node.op.split('.').at(-1)}: scores below zero are lost.`,
      why: 'Leave it out.',
      related: [{ message: 'where the scores go', place: step.node.place }],
    };
  }
}

/** The last step of a model that is softmax over the classes of a linear layer; one inside is attention. */
function softmaxes({ networks }: Subject): { readonly step: Step; readonly input: Step | undefined }[] {
  return networks.flatMap(({ steps }) =>
    steps.filter((s) => s.isResult && SOFTMAX.test(s.node.op)).map((step) => ({ step, input: step.from[0] })),
  );
}
