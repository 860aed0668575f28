"""Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict."""
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Sequential(nn.Linear(3, 4)))
net.add_module('extra', nn.ReLU())
names = [n for n, _ in net.named_children()]
net[0] = nn.Conv2d(3, 5, 3)
net[1] = nn.BatchNorm2d(5)
state = net.state_dict()
del net[2]
left = [n for n, _ in net.named_children()]
length = len(net)
seq = nn.Sequential(*[nn.Linear(3, 3) for _ in range(3)], nn.ReLU())
seq.append(nn.Linear(3, 2))
seq.insert(1, nn.Tanh())
out = seq(torch.zeros(1, 3))
kinds = [type(m).__name__ for m in seq[1:]]
reverse = [type(m).__name__ for m in seq[::-1]]
sliced = list(seq[2:4].state_dict())
last = seq[-1]
both = [n for n, _ in (seq + nn.Sequential(nn.ReLU())).named_children()]
popped = seq.pop(0)
after = [n for n, _ in seq.named_children()]
named = nn.Sequential(OrderedDict([('conv', nn.Conv2d(3, 4, 3)), ('act', nn.ReLU())]))
conv = named.conv
named_out = named(torch.zeros(1, 3, 8, 8))


class Skip(nn.Sequential):
    def forward(self, x):
        return super().forward(x) + x


skip = Skip(nn.Linear(3, 3))(torch.zeros(1, 3))


class Loop(nn.Sequential):
    def forward(self, x):
        seen = []
        for module in self:
            x = module(x)
            seen.append(x)
        return seen


loop = Loop(nn.Linear(3, 4), nn.Linear(4, 5))(torch.zeros(1, 3))
ml = nn.ModuleList([nn.Linear(2, 2)]) + [nn.ReLU()]
ml += [nn.Tanh()]
ml.extend(nn.ModuleList([nn.Sigmoid()]))
ml.insert(1, nn.GELU())
ml_kinds = [type(m).__name__ for m in ml]
ml_names = [n for n, _ in ml.named_children()]
ml_in = ml[0] in ml
ml_part = [type(m).__name__ for m in ml[1:-1]]
ml_last = ml[-1]
del ml[0]
ml_left = [n for n, _ in ml.named_children()]
pairs = [(i, type(m).__name__) for i, m in enumerate(ml)]


class Routed(nn.ModuleList):
    def forward(self, xs):
        return [m(x) for m, x in zip(self, xs)]


routed = Routed([nn.Linear(2, 3), nn.Linear(4, 5)])([torch.zeros(1, 2), torch.zeros(1, 4)])
md = nn.ModuleDict({'b': nn.Linear(2, 3), 'a': nn.ReLU()})
md['c'] = nn.Tanh()
md.update({'d': nn.Sigmoid()})
md_keys = list(md.keys())
md_items = [(k, type(m).__name__) for k, m in md.items()]
md_values = [type(m).__name__ for m in md.values()]
md_has = ['a' in md, 'z' in md]
md_out = md['b'](torch.zeros(1, 2))
md_popped = md.pop('a')
md_left = list(md)
md_state = md.state_dict()
pl = nn.ParameterList([nn.Parameter(torch.zeros(i)) for i in range(1, 4)])
pl.append(torch.zeros(9))
pl_names = [n for n, _ in pl.named_parameters()]
pl_len = len(pl)
pl_items = [p for p in pl]
pl_second = pl[1]
pd = nn.ParameterDict({'x': nn.Parameter(torch.zeros(2)), 'k': torch.zeros(3)})
pd['y'] = nn.Parameter(torch.zeros(4))
pd_keys = list(pd.keys())
pd_state = pd.state_dict()
pd_get = pd['k']
pd_has = ['x' in pd, 'q' in pd]
try:
    seq[99]
    index = ''
except IndexError as e:
    index = str(e)
try:
    nn.Sequential(3)
    wrong = ''
except TypeError as e:
    wrong = str(e)
try:
    nn.ModuleDict({'a.b': nn.ReLU()})
    dotted = ''
except KeyError as e:
    dotted = str(e)
