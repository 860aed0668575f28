import torch
from torch import nn


class MoE(nn.Module):
    def __init__(self, dim=16, experts=4):
        super().__init__()
        self.gate = nn.Linear(dim, experts)
        self.experts = nn.ModuleList([nn.Linear(dim, dim) for _ in range(experts)])

    def forward(self, x):
        weights = self.gate(x).softmax(-1)
        outs = torch.stack([e(x) for e in self.experts], dim=1)
        return (outs * weights).sum(1)


MoE()(torch.rand(8, 16))
