import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        h = self.conv(x)
        return h, h.mean((2, 3)), h.amax((2, 3))


enc = Encoder()
features, pooled = enc(torch.rand(2, 3, 8, 8))
