import torch
from somewhere import mystery
from torch import nn


class Unknown(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)

    def forward(self, x):
        y = mystery(x)
        return torch.relu(y)
