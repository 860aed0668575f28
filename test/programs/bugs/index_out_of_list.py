import torch
from torch import nn


class FPN(nn.Module):
    def __init__(self, channels=(8, 16, 32)):
        super().__init__()
        self.lateral = nn.ModuleList([nn.Conv2d(c, 16, 1) for c in channels])
        self.stages = nn.ModuleList([nn.Conv2d(i, o, 3, 2, 1) for i, o in zip((3, 8, 16), channels)])

    def forward(self, x):
        outs = []
        for stage in self.stages:
            x = stage(x)
            outs.append(x)
        return [self.lateral[i](outs[i]) for i in range(4)]


FPN()(torch.rand(1, 3, 64, 64))
