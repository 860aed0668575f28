from types import SimpleNamespace

import torch
from torch import nn

cfg = SimpleNamespace(model=SimpleNamespace(stem=dict(in_channels=3, out_channels=8, kernel_size=3, stride=2, padding=1), depth=2, head={'type': 'mlp', 'hidden': [32, 16]}), num_classes=4)
ACT = {'relu': nn.ReLU, 'gelu': nn.GELU}


def mlp(sizes, act='relu'):
    layers = []
    for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
        layers.append(nn.Linear(a, b))
        if i < len(sizes) - 2:
            layers.append(ACT[act]())
    return nn.Sequential(*layers)


class Net(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.stem = nn.Conv2d(**cfg.model.stem)
        w = cfg.model.stem['out_channels']
        self.stages = nn.ModuleDict({f's{i}': nn.Conv2d(w * 2 ** i, w * 2 ** (i + 1), 3, 2, 1) for i in range(cfg.model.depth)})
        self.head = mlp([w * 2 ** cfg.model.depth, *cfg.model.head['hidden'], cfg.num_classes])

    def forward(self, x):
        x = self.stem(x)
        for name, stage in self.stages.items():
            x = stage(x)
        return self.head(x.flatten(2).mean(-1))


Net(cfg)(torch.rand(2, 3, 40, 40))
