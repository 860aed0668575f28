import type { Repair } from '../../graph';
import type { Call } from '../../syntax';
import { type CallSite, keywordOf, ownAttribute } from '../code';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS202',
  name: 'unregistered-tensor',
  severity: 'warning',
  page: {
    what: 'Finds learnable tensors that are plain attributes of a module.',
    why: 'Only `nn.Parameter` is registered: a tensor with `requires_grad=True` gets a gradient that no optimiser reads, does not move with `.to(device)` and is not saved.',
    references: ['[Parameter](https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html)'],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.ones(3, 1, 1, requires_grad=True)

    def forward(self, x):
        return x * self.scale


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3, 1, 1))

    def forward(self, x):
        return x * self.scale


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  const { code, reading } = subject;
  for (const site of code.calls) {
    const attribute = attributeOf(site);
    if (attribute === undefined || !site.cls || !code.moduleClasses.includes(site.cls) || !isLearnable(site)) continue;
    yield {
      place: { file: reading.file, span: site.call.span },
      message: `self.${attribute} is a tensor with requires_grad, and no nn.Parameter: the optimiser does not see it.`,
      why: 'Wrap it in nn.Parameter.',
      repairs: asParameter(subject, site.call),
    };
  }
}

/** The attribute to which the call is assigned whole. */
function attributeOf({ statement, call, method }: CallSite): string | undefined {
  const target = statement.kind === 'Assign' && statement.value === call ? statement.targets[0] : undefined;
  return target && ownAttribute(target, method);
}

function isLearnable({ call, name }: CallSite): boolean {
  const isNew = /^torch\.(randn|rand|zeros|ones|empty|full|tensor|eye|normal|\w+_like)$/.test(name ?? '');
  return isNew && keywordOf(call, 'requires_grad')?.kind === 'True';
}

function asParameter({ reading, text, code }: Subject, call: Call): Repair[] {
  const file = reading.file;
  const flag = call.keywords.find((k) => k.name === 'requires_grad');
  const usesNn = code.calls.some(
    ({ call: c }) => c.func.kind === 'Attribute' && c.func.value.kind === 'Name' && c.func.value.id === 'nn',
  );
  if (!flag) return [];
  const before = text.lastIndexOf(',', flag.span.start);
  const written = `${text.slice(call.span.start, Math.max(before, call.func.span.end + 1))}${text.slice(flag.span.end, call.span.end)}`;
  const change = {
    file,
    span: call.span,
    text: `${usesNn || /\bimport nn\b/.test(text) ? 'nn' : 'torch.nn'}.Parameter(${written})`,
  };
  return [{ kind: 'replace', title: 'Make it an nn.Parameter', target: { file, span: call.span }, changes: [change] }];
}
