import torch, torch.nn as nn
def get(name, *a, **k):
    table = {'relu': nn.ReLU, 'lrelu': lambda *a, **k: nn.LeakyReLU(0.1, *a, **k), None: nn.Identity}
    return table[name](*a, **k)
class Net(nn.Module):
    def __init__(self, **kw):
        super().__init__()
        self.__dict__.update(kw)
        self.opts = kw
        for n, (i, o) in enumerate([(3, 8), (8, 16)]):
            self.add_module(f'c{n}', nn.Conv2d(i, o, 3, padding=kw.get('pad', 0)))
        self.act = get(kw.get('act'))
    def forward(self, x):
        for n, m in self.named_children():
            if n.startswith('c'):
                x = self.act(m(x))
        return x if not self.opts.get('flat') else x.flatten(1)
o = Net(act='relu', pad=1)(torch.rand(1, 3, 8, 8))
assert o.shape == (1, 16, 8, 8)
o = Net(act='lrelu', flat=True)(torch.rand(1, 3, 8, 8)); assert o.shape == (1, 256)
class Lazy:
    def __init__(self): self._m = None
    @property
    def m(self):
        if self._m is None: self._m = nn.Linear(4, 2)
        return self._m
    def __call__(self, x): return self.m(x)
z = Lazy(); z(torch.rand(3, 4)); assert z.m.out_features == 2
res = [nn.Linear(4, i)(torch.rand(2, 4)).sum().item() for i in range(1, 4) if i != 2]
d = {k: v for k, v in zip('abc', torch.rand(3, 4))}
assert d['a'].shape == (4,)
x = torch.rand(2, 3); x = x if x.ndim == 3 else x[None]; nn.LSTM(3, 4)(x)
global_list = []
def f(x, acc=global_list): acc.append(x); return len(acc)
f(x); f(x); assert len(global_list) == 2
match x.dim():
    case 3: w = nn.Linear(3, 3)(x)
    case _: w = x.view(-1, 99)
try:
    y = torch.rand(2, 3).view(5)
except (RuntimeError, ValueError) as err:
    y = None
finally:
    ok = True
if y is not None: y.view(5)
with torch.no_grad(), torch.autograd.set_detect_anomaly(False):
    v = torch.nn.functional.one_hot(torch.tensor([1, 2]), 5).float() @ torch.rand(5, 2)
i = 0
while True:
    i += 1
    if i > 5: break
    if i % 2: continue
    x = torch.cat([x, x], 0)
assert x.shape[0] == 4
