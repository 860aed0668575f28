import { repairEdits } from '../../edit';
import type { Place, Repair } from '../../graph';
import { key } from '../../symbolic';
import { isOpen, keywordOf } from '../code';
import { declareRule, type Finding } from '../declare';
import { argument, type Network, type Step } from '../network';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS208',
  name: 'softmax-dim',
  severity: 'warning',
  page: {
    what: 'Finds softmax without `dim`, and softmax over the batch.',
    why: 'Without `dim` PyTorch guesses: axis 0 for one, three or no axes, else 1. It warns, and may one day refuse. Over the batch the samples compete with each other instead of the classes.',
    references: ['[softmax](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html)'],
  },
  bad: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 10)

    def forward(self, x):
        return F.softmax(self.fc(x.mean((2, 3))))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 10)

    def forward(self, x):
        return F.softmax(self.fc(x.mean((2, 3))), dim=1)


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

const LAYER = /^torch\.nn\.(Softmax|LogSoftmax|Softmin)$/;
const FUNCTION = /^torch\.nn\.functional\.(softmax|log_softmax|softmin)$/;

function* findings(subject: Subject): Iterable<Finding> {
  yield* withoutDim(subject);
  for (const network of subject.networks) {
    for (const step of network.steps) {
      if (!isOverBatch(step, network)) continue;
      yield {
        place: step.layer?.builtAt ?? step.node.place,
        message: 'Softmax over axis 0, the batch: the samples compete with each other.',
        why: 'Use dim=1, the axis of the classes.',
      };
    }
  }
}

function* withoutDim(subject: Subject): Iterable<Finding> {
  for (const { call, name } of subject.code.calls) {
    const given = LAYER.test(name ?? '')
      ? call.args.length
      : FUNCTION.test(name ?? '')
        ? call.args.length - 1
        : undefined;
    if (given === undefined || given > 0 || isOpen(call) || keywordOf(call, 'dim')) continue;
    const place = { file: subject.reading.file, span: call.span };
    const rank = rankAt(subject, place);
    const guess = rank === 0 || rank === 1 || rank === 3 ? 0 : 1;
    yield {
      place,
      message: `${name?.split('.').at(-1)} without dim: PyTorch guesses${rank === undefined ? '' : ` ${guess}, as there are ${rank} axes`}.`,
      why: 'Write the axis of the classes.',
      repairs: rank === 2 || rank === 4 ? withDim(subject, place) : [],
    };
  }
}

/** Axes of what it is given, where it was read. */
function rankAt({ networks, outside }: Subject, { span }: Place): number | undefined {
  const isAt = (place: Place | undefined): boolean => place?.span.start === span.start && place.span.end === span.end;
  const step = [...networks.flatMap((n) => n.steps), ...outside].find(
    (s) => isAt(s.layer?.builtAt) || isAt(s.node.place),
  );
  return step?.node.inputs[0]?.shape?.length;
}

function withDim({ tree, text }: Subject, place: Place): Repair[] {
  const repair = { kind: 'set-argument', title: '', target: place, argument: 'dim', position: -1, value: '1' } as const;
  return [{ kind: 'replace', title: 'Add dim=1', target: place, changes: repairEdits(repair, tree, text) }];
}

/** Axis 0 of a model of images is the batch. */
function isOverBatch(step: Step, { graph }: Network): boolean {
  const dim = /\.(softmax|log_softmax)$/.test(step.node.op) ? argument(step, 'dim') : undefined;
  const [input] = graph.inputs;
  const shape = step.node.inputs[0]?.shape;
  if (dim?.kind !== 'int' || dim.value !== 0 || !shape || shape.length < 2) return false;
  const [batch, first] = [input?.kind === 'tensor' && input.shape.length === 4 ? input.shape[0] : undefined, shape[0]];
  return batch !== undefined && first !== undefined && key(batch) === key(first) && shape.length !== 3;
}
