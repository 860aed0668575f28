import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x, mask):
        return self.conv(x) * mask


Net()(torch.rand(1, 3, 8, 8))
