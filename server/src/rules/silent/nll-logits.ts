import type { Place, Repair } from '../../graph';
import { declareRule, type Finding } from '../declare';
import { callAt } from '../fixes';
import { isActivation, isNorm, isWeighted } from '../kinds';
import { lossesOf } from '../losses';
import type { Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS206',
  name: 'nll-logits',
  severity: 'warning',
  page: {
    what: 'Finds losses that want probabilities or log-probabilities and are given scores, and the other way round.',
    why: '`NLLLoss` expects log-probabilities and has no lower bound on raw scores: it falls and falls while nothing is learnt. `BCELoss` expects numbers from 0 to 1. `BCEWithLogitsLoss` applies the sigmoid by itself.',
    references: [
      '[NLLLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html)',
      '[BCEWithLogitsLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html)',
    ],
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
        return self.fc(x)


net = Net()
loss = nn.NLLLoss()(net(torch.zeros(4, 12)), torch.zeros(4, dtype=torch.long))
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
        return F.log_softmax(self.fc(x), dim=1)


net = Net()
loss = nn.NLLLoss()(net(torch.zeros(4, 12)), torch.zeros(4, dtype=torch.long))
`,
  hasFix: true,

  find: findings,
});

interface Mismatch {
  readonly message: string;
  readonly why: string;
  /** The loss that takes what is given. */
  readonly instead: string;
}

function* findings(subject: Subject): Iterable<Finding> {
  for (const { step, input } of lossesOf(subject)) {
    const mismatch = input && mismatchOf(step.node.op.split('.').at(-1) ?? '', input);
    const builtAt = step.layer?.builtAt;
    const place = builtAt?.file === subject.reading.file ? builtAt : step.node.place;
    if (!mismatch) continue;
    yield {
      place,
      message: mismatch.message,
      why: mismatch.why,
      related: [{ message: 'what it is given', place: input.node.place }],
      repairs: swapped(subject, step, place, mismatch.instead),
    };
  }
}

/** Scores of any size: of a layer of weights, a norm, or an activation that is no probability. */
const isScores = (step: Step): boolean =>
  isWeighted(step) || isNorm(step) || (isActivation(step) && !/\.(sigmoid|hardsigmoid|logsigmoid)$/.test(step.node.op));

function mismatchOf(loss: string, input: Step): Mismatch | undefined {
  const op = input.node.op;
  if (loss === 'nll_loss' && (isScores(input) || op.endsWith('.softmax')))
    return {
      message: 'NLLLoss is given scores that are no log-probabilities.',
      why: 'Put log_softmax before it, or use CrossEntropyLoss.',
      instead: 'CrossEntropyLoss',
    };
  if (loss === 'binary_cross_entropy' && isScores(input))
    return {
      message: 'BCELoss is given scores that are no probabilities.',
      why: 'Put a sigmoid before it, or use BCEWithLogitsLoss.',
      instead: 'BCEWithLogitsLoss',
    };
  if (loss === 'binary_cross_entropy_with_logits' && op.endsWith('.sigmoid'))
    return {
      message: 'BCEWithLogitsLoss is given what a sigmoid has made: it applies another one.',
      why: 'Leave the sigmoid out, or use BCELoss.',
      instead: 'BCELoss',
    };
  return undefined;
}

/** The name of the loss alone is changed, where it is built without arguments. After softmax another loss is not enough. */
function swapped({ tree, text }: Subject, step: Step, place: Place, instead: string): Repair[] {
  const call = callAt(tree, place);
  if (
    call?.func.kind !== 'Attribute' ||
    call.args.length + call.keywords.length > 0 ||
    step.layer?.cls !== call.func.attr
  )
    return [];
  if (step.from[0]?.node.op.endsWith('.softmax')) return [];
  const change = { file: place.file, span: call.func.attrSpan, text: instead };
  return [{ kind: 'replace', title: `Use ${instead}`, target: place, changes: text === '' ? [] : [change] }];
}
