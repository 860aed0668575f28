/** Which calls of modules a reading records, and which parameters it counts. */
import { expect, test } from 'vitest';
import type { Graph } from '../../../server/src/graph';
import { readCode } from './literate';

const HEAD = 'import torch\nfrom torch import nn\n';

function graphOf(cls: string, code: string): Graph {
  const graph = readCode(HEAD + code).graphs.find((one) => one.cls === cls);
  if (!graph) throw new Error(`no graph of ${cls}`);
  return graph;
}

test('a call of forward is a call of the module, super().forward is a part of one', () => {
  const graph = graphOf(
    'Net',
    `
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())
    def forward(self, x):
        return self.block.forward(x)

class Net(Base):
    def forward(self, x):
        return super().forward(x)

out = Net()(torch.zeros(1, 3, 9, 9))
`,
  );
  expect(graph.calls.map((call) => call.name)).toEqual(['', 'block', 'block.0', 'block.1']);
});

test('a parameter whose size is not known makes the total a bound', () => {
  const graph = graphOf(
    'Net',
    `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.scale = nn.Parameter(torch.zeros(int(torch.randn(1).item()), 4))
    def forward(self, x):
        return self.fc(x)

out = Net()(torch.zeros(2, 4))
`,
  );
  expect(graph.params).toMatchObject({ total: 20, exact: false });
});

test('reset_parameters of a layer can be extended', () => {
  const graph = graphOf(
    'Scaled',
    `
class Scaled(nn.Conv2d):
    def __init__(self, *args):
        super().__init__(*args)
        self.gain = nn.Parameter(torch.ones(self.out_channels))
    def reset_parameters(self):
        super().reset_parameters()

net = Scaled(3, 8, 3)
net.reset_parameters()
out = net(torch.zeros(1, 3, 8, 8))
`,
  );
  expect(graph.params).toMatchObject({ total: 8 * 27 + 8 + 8, exact: true });
});
