import torch
from torch import nn


class ESPCN(nn.Module):
    def __init__(self, scale=3):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(1, 64, 5, padding=2), nn.Tanh(), nn.Conv2d(64, 32, 3, padding=1), nn.Tanh(),
                                 nn.Conv2d(32, 2 ** 2, 3, padding=1), nn.PixelShuffle(scale))

    def forward(self, x):
        return self.net(x)


ESPCN()(torch.rand(1, 1, 17, 17))
