import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self, include_top=True):
        super().__init__()
        self.f = nn.Conv2d(3, 8, 3)
        self.top = nn.Linear(8, 2)
        self.include_top = include_top
    def forward(self, x, feats=False):
        x = self.f(x)
        if feats:
            return x
        x = x.mean((2, 3))
        if not self.include_top:
            return x
        return self.top(x)
a = Net()(torch.rand(1, 3, 8, 8))
b = Net()(torch.rand(1, 3, 8, 8), True)
assert a.dim() == 2 and b.dim() == 4
c = nn.Conv2d(8, 2, 1)(b)
d = Net(False)(torch.rand(1, 3, 8, 8)) @ torch.rand(8, 5)
