import functools

import torch
from shelf import MODELS, create, grid
from torch import nn

SCALE = 2
OWN = {}


def own(fn):
    OWN[fn.__name__] = fn
    return fn


@functools.lru_cache
def scaled(n):
    return SCALE * n


@functools.lru_cache(maxsize=4)
def shared(n):
    return [n] * SCALE


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = create('small', width=8)
        self.head = nn.Conv2d(4, scaled(3), 1)

    def forward(self, x):
        return self.head(self.body(x))


class Counting(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(scaled(3), len(MODELS) + 1)
        self.own = nn.Linear(scaled(3), len(OWN) + 1)

    def forward(self, x):
        return self.fc(x), self.own(x)


class Growing(nn.Module):
    def __init__(self):
        super().__init__()
        shared(5).append(7)
        grid(3).append(1)
        own(lambda: 3)
        self.layers = nn.ModuleList(nn.Linear(6, n) for n in shared(5))

    def forward(self, x):
        return [layer(x) for layer in self.layers]


class Grown(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(3, n, 1) for n in shared(5) + grid(3))
        self.large = create('large')

    def forward(self, x):
        return [conv(x) for conv in self.convs], self.large(x)


@own
def plain():
    return 1


small = Small()(torch.zeros(2, 3, 8, 8))
Counting()(torch.zeros(2, 6))
Grown()(torch.zeros(2, 3, 8, 8))
