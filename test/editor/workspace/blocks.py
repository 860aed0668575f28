import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.conv = nn.Conv2d(features, features, 3, padding=1)

    def forward(self, x):
        y = self.conv(x)
        return torch.relu(x + y)


class Blocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Block(8)
        self.down = nn.Conv2d(8, 16, 4, stride=2, padding=1)
        self.second = Block(16)

    def forward(self, image):
        x = self.first(image)
        x = self.down(x)
        return self.second(x)
