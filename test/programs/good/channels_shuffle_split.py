import torch
from torch import nn


class ShuffleUnit(nn.Module):
    def __init__(self, c):
        super().__init__()
        h = c // 2
        self.branch = nn.Sequential(nn.Conv2d(h, h, 1), nn.Conv2d(h, h, 3, padding=1, groups=h), nn.Conv2d(h, h, 1))

    def forward(self, x):
        a, b = x.chunk(2, 1)
        out = torch.cat((a, self.branch(b)), 1)
        n, c, h, w = out.size()
        return out.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, -1, h, w)


ShuffleUnit(12)(torch.rand(2, 12, 7, 7))
