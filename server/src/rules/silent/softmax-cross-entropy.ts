import type { Repair } from '../../graph';
import { type Expr, expressionAt } from '../../syntax';
import { declareRule, type Finding } from '../declare';
import { lossesOf } from '../losses';
import { type Step, tensorOf } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS205',
  name: 'softmax-cross-entropy',
  severity: 'warning',
  page: {
    what: 'Finds softmax, or log-softmax, whose result goes into a cross-entropy loss.',
    why: '`CrossEntropyLoss` applies log-softmax by itself. Softmax before it squeezes the scores into 0 to 1, so that the loss can never become small and gradients fade: for 10 classes it stays above 1.46. A second log-softmax changes nothing and only takes time.',
    references: ['[CrossEntropyLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)'],
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
        return F.softmax(self.fc(x), dim=1)


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
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  for (const { step: loss, input } of lossesOf(subject)) {
    if (!loss.node.op.endsWith('.cross_entropy') || !input) continue;
    const name = /\.(softmax|log_softmax)$/.exec(input.node.op)?.[1];
    const classes = tensorOf(loss, 'input')?.shape?.at(1);
    if (name === undefined) continue;
    const isHarmless = name === 'log_softmax';
    yield {
      place: placeOf(input, loss, subject),
      message: isHarmless
        ? 'Log-softmax before a cross-entropy that applies it again: the same loss, computed twice.'
        : `Softmax before a cross-entropy that applies it again${floor(classes)}.`,
      why: isHarmless ? 'Leave it out, or use NLLLoss.' : 'Give the loss the scores as they are.',
      severity: isHarmless ? 'hint' : undefined,
      related: [{ message: 'the loss', place: loss.node.place }],
      repairs: unwrapped(input, subject),
    };
  }
}

/** With p = 1 for the right class and 0 for the others: log(e + K − 1) − 1. */
const floor = (classes: unknown): string =>
  typeof classes === 'number' && classes > 1
    ? `: with ${classes} classes the loss cannot fall below ${(Math.log(Math.E + classes - 1) - 1).toFixed(2)}`
    : '';

const placeOf = (input: Step, loss: Step, { reading }: Subject): Step['node']['place'] =>
  [input.layer?.builtAt, input.node.place, loss.node.place].find((p) => p?.file === reading.file) ?? loss.node.place;

/** `F.softmax(scores, dim=1)` becomes `scores`. */
function unwrapped(input: Step, { reading, tree, text }: Subject): Repair[] {
  const place = input.node.place;
  if (place.file !== reading.file || input.layer) return [];
  const call = expressionAt(tree, place.span.start).find(
    (e) => e.span.start === place.span.start && e.span.end === place.span.end,
  );
  const inner: Expr | undefined =
    call?.kind === 'Call' && /\bsoftmax$/.test(text.slice(call.func.span.start, call.func.span.end))
      ? call.args[0]
      : undefined;
  const value = inner ?? (call?.kind === 'Call' && call.func.kind === 'Attribute' ? call.func.value : undefined);
  if (!value || (call?.kind === 'Call' && call.args.length === 0)) return [];
  const changes = [{ ...place, text: text.slice(value.span.start, value.span.end) }];
  return [{ kind: 'replace', title: 'Leave the softmax out', target: place, changes }];
}
