import { type FunctionDef, type Stmt, visit } from '../../syntax';
import { type Code, methodsOf, ownAttribute } from '../code';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS215',
  name: 'overwritten-module',
  severity: 'warning',
  page: {
    what: 'Finds attributes that are given a layer twice, one after the other, without a use between.',
    why: 'The first layer is built, draws its random weights and is thrown away. Usually a line was copied and its name not changed, so that a layer of the network is missing.',
    references: ['[Module](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html)'],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv1 = nn.Conv2d(3, 16, 3)

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
        self.conv2 = nn.Conv2d(8, 16, 3)

    def forward(self, x):
        return torch.relu(self.conv2(torch.relu(self.conv1(x))))


Net()(torch.zeros(1, 3, 32, 32))
`,

  tag: 'unnecessary',
  find: findings,
});

function* findings({ code, reading }: Subject): Iterable<Finding> {
  const local = new Set(code.moduleClasses.map((c) => c.name));
  for (const cls of code.moduleClasses) {
    for (const method of methodsOf(cls)) {
      const last = new Map<string, Stmt>();
      for (const statement of method.body) {
        const name = layerGivenTo(statement, method, code, local);
        const earlier = name === undefined ? undefined : last.get(name);
        if (name !== undefined && earlier)
          yield {
            place: { file: reading.file, span: earlier.span },
            message: `self.${name} is given another layer below, before it was ever used.`,
            why: 'Give the two different names, or remove one.',
            related: [{ message: 'the layer that stays', place: { file: reading.file, span: statement.span } }],
          };
        if (mayRead(statement, method)) last.clear();
        for (const read of readIn(statement, method)) last.delete(read);
        if (name !== undefined) last.set(name, statement);
      }
    }
  }
}

/** `self.x = nn.Conv2d(…)` or a module class of this file. */
function layerGivenTo(
  statement: Stmt,
  method: FunctionDef,
  code: Code,
  local: ReadonlySet<string>,
): string | undefined {
  if (statement.kind !== 'Assign' || statement.targets.length !== 1 || statement.value.kind !== 'Call')
    return undefined;
  const { func } = statement.value;
  const isLayer = /^torch\.nn\.[A-Z]/.test(code.nameOf(func) ?? '') || (func.kind === 'Name' && local.has(func.id));
  return isLayer && statement.targets[0] ? ownAttribute(statement.targets[0], method) : undefined;
}

/** Attributes of `self` that a statement reads. */
function readIn(statement: Stmt, method: FunctionDef): readonly string[] {
  const names: string[] = [];
  const target = statement.kind === 'Assign' ? statement.targets[0] : undefined;
  visit([statement], {
    expression: (e) => {
      const name = e === target ? undefined : ownAttribute(e, method);
      if (name !== undefined) names.push(name);
      return true;
    },
  });
  return names;
}

/** Calls of its own methods, `self` given away, and anything with a suite may read whatever it likes. */
function mayRead(statement: Stmt, method: FunctionDef): boolean {
  if (!['Assign', 'Expr', 'AnnAssign'].includes(statement.kind)) return true;
  const self = method.parameters[0]?.name;
  let found = false;
  visit([statement], {
    expression: (e) => {
      if (e.kind === 'Call') {
        found ||= e.func.kind === 'Attribute' && e.func.value.kind === 'Name' && e.func.value.id === self;
        found ||= [...e.args, ...e.keywords.map((k) => k.value)].some((a) => a.kind === 'Name' && a.id === self);
      }
      return true;
    },
  });
  return found;
}
