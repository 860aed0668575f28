import torch
from torch import nn


class SE(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.fc = nn.Sequential(nn.Conv2d(c, max(1, c // r), 1), nn.SiLU(), nn.Conv2d(max(1, c // r), c, 1), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3), keepdim=True))


def make_divisible(v, d=8):
    n = max(d, int(v + d / 2) // d * d)
    return n + d if n < 0.9 * v else n


class MBConv(nn.Module):
    def __init__(self, i, o, s, e, k=3):
        super().__init__()
        h = i * e
        layers = [] if e == 1 else [nn.Conv2d(i, h, 1, bias=False), nn.BatchNorm2d(h), nn.SiLU()]
        layers += [nn.Conv2d(h, h, k, s, (k - 1) // 2, groups=h, bias=False), nn.BatchNorm2d(h), nn.SiLU(), SE(h), nn.Conv2d(h, o, 1, bias=False), nn.BatchNorm2d(o)]
        self.net, self.skip = nn.Sequential(*layers), s == 1 and i == o

    def forward(self, x):
        return x + self.net(x) if self.skip else self.net(x)


cfg = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 40, 2, 2]]
c, blocks = make_divisible(32 * 0.75), []
for e, o, n, s in cfg:
    o = make_divisible(o * 0.75)
    for i in range(n):
        blocks.append(MBConv(c, o, s if i == 0 else 1, e))
        c = o
net = nn.Sequential(nn.Conv2d(3, make_divisible(24), 3, 2, 1), *blocks)
net(torch.rand(2, 3, 33, 47))
