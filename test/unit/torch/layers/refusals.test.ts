/** What PyTorch refuses about modules, with the data of the fixes. */
import { expect, test } from 'vitest';
import { run } from './harness';

function check(code: string, ...expected: string[]): ReturnType<typeof run> {
  const ran = run(code);
  expect(ran.problems.map((p) => `${p.code} ${p.message}`)).toEqual(expected);
  return ran;
}

const NO_SUPER = `
class Net(nn.Module):
    def __init__(self):
        self.size = 3
        self.fc = nn.Linear(3, 4)
        self.other = nn.Linear(4, 5)
    def forward(self, x):
        return self.other(self.fc(x))
y = Net()(torch.zeros(2, 3))
`;

test('a module assigned before super().__init__()', () => {
  const ran = check(NO_SUPER, 'CS114 cannot assign module before Module.__init__() call');
  expect(ran.problems[0]?.fix).toEqual({ kind: 'insert-super-init', cls: 'Net' });
  expect(ran.shown('y')).toMatch(/^unknown/);
});

test('a parameter assigned before super().__init__()', () => {
  check(
    'class P(nn.Module):\n    def __init__(self):\n        self.w = nn.Parameter(torch.zeros(3))\np = P()\n',
    'CS114 cannot assign parameters before Module.__init__() call',
  );
});

test('containers are not called, unless a subclass says how', () => {
  check(
    'y = nn.ModuleList([nn.Linear(3, 4)])(torch.zeros(2, 3))',
    'CS115 Module [ModuleList] is missing the required "forward" function',
  );
  check(
    'y = nn.ModuleDict({})(torch.zeros(2, 3))',
    'CS115 Module [ModuleDict] is missing the required "forward" function',
  );
  check(
    'class L(nn.ModuleList):\n    def forward(self, x):\n        return [m(x) for m in self]\ny = L([nn.Linear(3, 4)])(torch.zeros(2, 3))',
  );
});

test('a refused constructor is reported once, and its layer does nothing', () => {
  const ran = check(
    `
net = nn.Sequential(nn.Conv2d(3, 10, 3, groups=4), nn.BatchNorm2d(10), nn.ReLU())
y = net(torch.zeros(1, 3, 8, 8))
z = y.shape
`,
    'CS102 in_channels must be divisible by groups',
  );
  expect(ran.problems[0]?.fix).toEqual({ kind: 'set-argument', argument: 'groups', value: 1 });
  expect(ran.shown('y')).toMatch(/^unknown/);
});

test('an error that the code itself catches is not reported', () => {
  const ran = check(`
try:
    layer = nn.Conv2d(3, 10, 3, groups=4)
except ValueError as e:
    layer = str(e)
try:
    m = nn.ModuleList()[0]
except IndexError:
    m = 'none'
`);
  expect(ran.shown('layer')).toBe('in_channels must be divisible by groups');
  expect(ran.shown('m')).toBe('none');
});

test('fixes name the constructor argument', () => {
  const fixes = (code: string): unknown => run(code).problems.map((p) => p.fix);
  expect(fixes('nn.Linear(7, 5)(torch.zeros(2, 8))')).toEqual([
    { kind: 'set-argument', argument: 'in_features', value: 8 },
  ]);
  expect(fixes('nn.Conv2d(4, 5, 3)(torch.zeros(2, 3, 8, 8))')).toEqual([
    { kind: 'set-argument', argument: 'in_channels', value: 3 },
  ]);
  expect(fixes('nn.BatchNorm2d(4)(torch.zeros(2, 3, 8, 8))')).toEqual([
    { kind: 'set-argument', argument: 'num_features', value: 3 },
  ]);
  expect(fixes('nn.GroupNorm(4, 6)')).toEqual([{ kind: 'set-argument', argument: 'num_groups', value: 3 }]);
  expect(fixes('nn.Conv2d(4, 9 / 3, 3)')).toEqual([{ kind: 'floor-division', argument: 'out_channels' }]);
  expect(fixes("nn.Conv2d(4, 6, 3, stride=2, padding='same')")).toEqual([
    { kind: 'set-argument', argument: 'padding', value: 1 },
  ]);
});

test('what is not known of the arguments leaves the layer not known, without an error', () => {
  const ran = check(`
def build(width):
    return nn.Sequential(nn.Linear(3, width), nn.ReLU())
import nowhere
net = build(nowhere.width)
y = net(torch.zeros(2, 3))
size = net[0].in_features
`);
  expect(ran.shown('y')).toMatch(/^unknown/);
});

test('symbolic sizes go through', () => {
  const ran = run(
    'def f(n):\n    net = nn.Sequential(nn.Conv2d(3, n, 3, padding=1), nn.BatchNorm2d(n), nn.ReLU())\n    return net\n',
  );
  expect(ran.problems).toEqual([]);
});

test('training mode: one value a channel is refused, unless the caller decides otherwise', () => {
  const code = 'net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))\ny = net(torch.zeros(1, 3))\n';
  check(code, 'CS116 Expected more than 1 value per channel when training, got input size torch.Size([1, 4])');
  check(code.replace('y =', 'net.eval()\ny ='));
  expect(run(code, false).problems).toEqual([]);
});

test('modules are entered in the order of their calls', () => {
  const ran = run(
    'net = nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.ReLU(), nn.Linear(4, 2)))\ny = net(torch.zeros(1, 3))\n',
  );
  expect(ran.calls.map((module) => module.cls.name)).toEqual(['Sequential', 'Linear', 'Sequential', 'ReLU', 'Linear']);
});
