import type { ModuleCall, Repair } from '../../graph';
import { display } from '../../symbolic';
import { type Assign, type ClassDef, type Expr, type FunctionDef, visit } from '../../syntax';
import { methodsOf, ownAttribute, within } from '../code';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS201',
  name: 'unregistered-module',
  severity: 'warning',
  page: {
    what: 'Finds modules that are kept in a plain list, tuple or dict.',
    why: '`nn.Module` looks only at its own attributes: what lies in a list is not among `parameters()`, so it is not trained, not moved by `.to(device)`, not saved and not switched by `.eval()`. It runs, and stays random.',
    references: [
      '[ModuleList](https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html)',
      '[TorchFix#31](https://github.com/pytorch-labs/torchfix/issues/31)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = [nn.Conv2d(3, 3, 3, padding=1) for _ in range(2)]

    def forward(self, x):
        for conv in self.convs:
            x = torch.relu(conv(x))
        return x


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 3, 3, padding=1) for _ in range(2)])

    def forward(self, x):
        for conv in self.convs:
            x = torch.relu(conv(x))
        return x


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  const { reading } = subject;
  const kept = subject.code.moduleClasses.flatMap((cls) => keptIn(cls));
  for (const graph of reading.graphs) {
    for (const call of graph.calls) {
      const { loose } = call;
      if (!loose || loose.whileCalled || loose.builtAt.file !== reading.file || call.params === 0) continue;
      const place = kept.find(({ builds }) => builds.some((b) => within(loose.builtAt.span, b.span)));
      if (place) yield finding(subject, place, call, graph.calls);
    }
  }
}

function finding(
  { reading, text }: Subject,
  { target, container, attribute }: Kept,
  call: ModuleCall,
  calls: readonly ModuleCall[],
): Finding {
  const lost = new Set(calls.filter((c) => c.loose && c.params !== 0).map((c) => c.loose?.builtAt.span.start)).size;
  return {
    place: { file: reading.file, span: target.span },
    message: `self.${attribute} is a plain ${kindOf(container)}: the ${call.cls} in it (${display(call.params)} parameters) is not registered${lost > 1 ? ', nor is what else it holds' : ''}.`,
    why: 'It is not trained, not moved to the GPU and not saved.',
    repairs: wrapped(container, reading.file, text),
  };
}

const kindOf = (container: Expr): string =>
  container.kind.startsWith('Dict') ? 'dict' : container.kind === 'Tuple' ? 'tuple' : 'list';

/** An attribute of `self` that is a plain container, and the expressions that put modules into it. */
interface Kept {
  readonly attribute: string;
  readonly target: Expr;
  readonly container: Expr;
  readonly builds: readonly Expr[];
}

function keptIn(cls: ClassDef): Kept[] {
  return methodsOf(cls).flatMap((method) => {
    const local = containersIn(method);
    return [...assignmentsIn(method)].flatMap(({ targets, value }): Kept[] => {
      const target = targets[0];
      const attribute = target && ownAttribute(target, method);
      const held = value.kind === 'Name' ? local.get(value.id) : isContainer(value) ? value : undefined;
      if (!target || attribute === undefined || !held) return [];
      const builds = [
        held,
        ...putInto(
          method,
          (e) =>
            ownAttribute(e, method) === attribute || (e.kind === 'Name' && value.kind === 'Name' && e.id === value.id),
        ),
      ];
      return [{ attribute, target, container: held, builds }];
    });
  });
}

const isContainer = (e: Expr): boolean => ['List', 'ListComp', 'Tuple', 'Dict', 'DictComp'].includes(e.kind);

function assignmentsIn(method: FunctionDef): Assign[] {
  const found: Assign[] = [];
  visit(method.body, {
    statement: (s) => {
      if (s.kind === 'Assign') found.push(s);
      return true;
    },
  });
  return found;
}

/** Lists and dicts in local variables. */
function containersIn(method: FunctionDef): ReadonlyMap<string, Expr> {
  return new Map(
    assignmentsIn(method).flatMap(({ targets, value }) =>
      targets[0]?.kind === 'Name' && isContainer(value) ? [[targets[0].id, value] as const] : [],
    ),
  );
}

/** What is given to `append`, `extend`, `insert` or `+=` of a container, or assigned to a key of it. */
function putInto(method: FunctionDef, isIt: (expr: Expr) => boolean): Expr[] {
  const found: Expr[] = [];
  visit(method.body, {
    statement: (s) => {
      if (s.kind === 'AugAssign' && isIt(s.target)) found.push(s.value);
      if (s.kind === 'Assign' && s.targets[0]?.kind === 'Subscript' && isIt(s.targets[0].value)) found.push(s.value);
      return true;
    },
    expression: (e) => {
      if (
        e.kind === 'Call' &&
        e.func.kind === 'Attribute' &&
        /^(append|extend|insert|update)$/.test(e.func.attr) &&
        isIt(e.func.value)
      )
        found.push(...e.args);
      return true;
    },
  });
  return found;
}

/** The container in a ModuleList or ModuleDict; a dict needs keys that are text. */
function wrapped(container: Expr, file: string, text: string): Repair[] {
  const isDict = container.kind === 'Dict' || container.kind === 'DictComp';
  if (container.kind === 'Dict' && container.entries.some(({ key }) => key?.kind !== 'Str')) return [];
  if (
    container.kind === 'DictComp' ||
    container.kind === 'Tuple' ||
    !/^\s*(from torch import .*\bnn\b|import torch\.nn as nn)/m.test(text)
  )
    return [];
  const name = isDict ? 'nn.ModuleDict' : 'nn.ModuleList';
  const written = text.slice(container.span.start, container.span.end);
  const isEmpty =
    (container.kind === 'List' && container.elements.length === 0) ||
    (container.kind === 'Dict' && container.entries.length === 0);
  const change = { file, span: container.span, text: `${name}(${isEmpty ? '' : written})` };
  return [
    { kind: 'replace', title: `Keep them in ${name}`, target: { file, span: container.span }, changes: [change] },
  ];
}
