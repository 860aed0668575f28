import torch
from torch import nn
import torch.nn.functional as F


class Hourglass(nn.Module):
    def __init__(self, depth, c):
        super().__init__()
        self.up = nn.Conv2d(c, c, 3, padding=1)
        self.low = nn.Conv2d(c, c, 3, padding=1)
        self.inner = Hourglass(depth - 1, c) if depth > 1 else nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        low = self.inner(self.low(F.max_pool2d(x, 2)))
        return self.up(x) + F.interpolate(low, scale_factor=2)


Hourglass(4, 8)(torch.rand(1, 8, 40, 56))
