import type { Graph, ModuleInfo, Repair } from '../../graph';
import { add, type Dim, display, product } from '../../symbolic';
import { type ClassDef, type Stmt, visit } from '../../syntax';
import { methodsOf, ownAttribute } from '../code';
import { declareRule, type Finding } from '../declare';
import { removeStatement } from '../fixes';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS214',
  name: 'unused-module',
  severity: 'warning',
  page: {
    what: 'Finds submodules with parameters that are built and never used: neither called nor named anywhere in the file.',
    why: 'Their parameters are stored, moved and handed to the optimiser, and get no gradient. Distributed training stops with an error. Often a copied line, or a layer that `forward` forgot.',
    references: [
      '[DistributedDataParallel, find_unused_parameters](https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        return torch.relu(self.conv1(x))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return torch.relu(self.conv1(x))


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,
  tag: 'unnecessary',
  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  const { code, reading } = subject;
  const named = namesIn(subject);
  for (const cls of code.moduleClasses) {
    if (!methodsOf(cls).some((m) => m.name === 'forward') || walksOver(cls)) continue;
    const built = attributesOf(cls).filter(({ name }) => !named.has(name));
    for (const { name, statement } of built) {
      const found = instancesOf(reading.graphs, cls, name);
      if (found.length === 0 || found.some((f) => f.isCalled) || found.every((f) => f.params === 0)) continue;
      yield {
        place: { file: reading.file, span: statement.span },
        message: `self.${name} (${display(found[0]?.params ?? 0)} parameters) is built and never used.`,
        why: 'Use it in forward, or remove it.',
        repairs: removal(subject, statement, name),
      };
    }
  }
}

/** Attributes and words of the file, those that only get a value left out. */
function namesIn({ tree }: Subject): ReadonlySet<string> {
  const names = new Set<string>();
  const targets = new Set<unknown>();
  visit(tree.body, {
    statement: (s) => {
      if (s.kind === 'Assign') for (const t of s.targets) targets.add(t);
      return true;
    },
    expression: (e) => {
      if (e.kind === 'Attribute' && !targets.has(e)) names.add(e.attr);
      if (e.kind === 'Str') for (const word of e.value.split(/[^\w]+/)) names.add(word);
      return true;
    },
  });
  return names;
}

/** It may reach its submodules without their names. */
function walksOver(cls: ClassDef): boolean {
  let found = false;
  visit(cls.body, {
    expression: (e) => {
      if (e.kind === 'Name') found ||= /^(getattr|vars|locals|eval|exec)$/.test(e.id);
      if (e.kind === 'Attribute')
        found ||= /^(children|named_children|modules|named_modules|_modules|__dict__|get_submodule)$/.test(e.attr);
      return !found;
    },
  });
  return found;
}

/** `self.x = …` of `__init__`, each name once and at its top level. */
function attributesOf(cls: ClassDef): readonly { readonly name: string; readonly statement: Stmt }[] {
  const init = methodsOf(cls).find((m) => m.name === '__init__');
  return (init?.body ?? []).flatMap((statement) => {
    const name =
      statement.kind === 'Assign' && statement.targets.length === 1
        ? ownAttribute(statement.targets[0] ?? statement.value, init)
        : undefined;
    return name === undefined ? [] : [{ name, statement }];
  });
}

interface Found {
  readonly isCalled: boolean;
  readonly params: Dim;
}

/** The submodule of this name in every instance of the class whose reading went through its forward. */
function instancesOf(graphs: readonly Graph[], cls: ClassDef, name: string): readonly Found[] {
  return graphs.flatMap((graph) => {
    const called = new Set(graph.calls.map((c) => c.name));
    const owners = graph.modules.filter((m) => m.cls === cls.name && called.has(m.name));
    return owners.flatMap((owner): Found[] => {
      const full = owner.name === '' ? name : `${owner.name}.${name}`;
      const below = graph.modules.filter((m) => m.name === full || m.name.startsWith(`${full}.`));
      const wasRead = graph.calls.some((c) => c.name === owner.name && c.output.kind !== 'unknown');
      if (below.length === 0 || !wasRead) return [];
      const usesWeights = below.some((m) => usesParametersOf(graph, m));
      return [{ isCalled: usesWeights || below.some((m) => called.has(m.name)), params: paramsOf(below) }];
    });
  });
}

const paramsOf = (modules: readonly ModuleInfo[]): Dim =>
  modules.flatMap((m) => m.parameters).reduce((sum: Dim, p) => (p.shape ? add(sum, product(p.shape)) : sum), 0);

function usesParametersOf(graph: Graph, { parameters }: ModuleInfo): boolean {
  const own = new Set(parameters.map((p) => p.storage));
  return graph.nodes.some((n) => n.kind === 'op' && n.inputs.some((i) => own.has(i.storage)));
}

const removal = (subject: Subject, statement: Stmt, name: string): Repair[] =>
  removeStatement(subject, statement, `Remove self.${name}`);
