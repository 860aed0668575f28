import type { Expr } from '../../syntax';
import { type CallSite, ownAttribute } from '../code';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS216',
  name: 'direct-forward',
  severity: 'hint',
  page: {
    what: 'Finds modules whose `forward` is called directly.',
    why: 'Calling the module itself runs its hooks too: those of `register_forward_hook`, of profilers, of pruning and of distributed training. `forward` leaves them out, without a word.',
    references: [
      '[Module.register_forward_hook](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook)',
    ],
  },
  bad: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return torch.relu(self.conv.forward(x))


Net()(torch.zeros(1, 3, 32, 32))
`,
  good: `
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return torch.relu(self.conv(x))


Net()(torch.zeros(1, 3, 32, 32))
`,
  hasFix: true,

  find: findings,
});

function* findings({ code, reading, networks }: Subject): Iterable<Finding> {
  const modules = new Set(networks.flatMap(({ graph }) => graph.modules.map((m) => m.name.split('.').at(-1))));
  const models = new Set(networks.map(({ graph }) => graph.model));
  for (const site of code.calls) {
    const { func } = site.call;
    if (func.kind !== 'Attribute' || func.attr !== 'forward' || !isModule(func.value, site, modules, models)) continue;
    const file = reading.file;
    const place = { file, span: { start: func.value.span.end, end: func.attrSpan.end } };
    yield {
      place: { file, span: func.attrSpan },
      message: 'forward is called directly: hooks do not run.',
      why: 'Call the module itself.',
      repairs: [{ kind: 'replace', title: 'Call the module itself', target: place, changes: [{ ...place, text: '' }] }],
    };
  }
}

/** `self.conv` of a module class, where a submodule has that name; a variable that holds a model. */
function isModule(
  value: Expr,
  site: CallSite,
  modules: ReadonlySet<string | undefined>,
  models: ReadonlySet<string>,
): boolean {
  const own = ownAttribute(value, site.method);
  if (own !== undefined) return modules.has(own);
  return value.kind === 'Name' && models.has(value.id);
}
