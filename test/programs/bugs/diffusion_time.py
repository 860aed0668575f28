import torch
from torch import nn


class ResBlock(nn.Module):
    def __init__(self, cin, cout, tdim):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.time = nn.Linear(tdim, cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)

    def forward(self, x, t):
        h = self.conv1(x)
        h = h + self.time(t)
        return self.conv2(torch.relu(h))


block = ResBlock(3, 16, 32)
block(torch.rand(2, 3, 8, 8), torch.rand(2, 32))
