import torch
from torch import nn


class DWConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.dw = nn.Conv2d(cin, cin, 3, padding=1, groups=cin)
        self.pw = nn.Conv2d(cin, cout, 1, groups=3)

    def forward(self, x):
        return self.pw(self.dw(x))


net = DWConv(32, 64)
