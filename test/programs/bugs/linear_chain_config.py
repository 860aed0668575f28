import torch
from torch import nn

cfg = {'encoder': [784, 256, 64], 'decoder': [32, 256, 784]}


def mlp(sizes):
    return nn.Sequential(*[m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.ReLU())])


class AE(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.parts = nn.ModuleDict({k: mlp(v) for k, v in cfg.items()})

    def forward(self, x):
        for name in ('encoder', 'decoder'):
            x = self.parts[name](x)
        return x


AE(cfg)(torch.rand(5, 784))
