import torch
from torch import nn
import torch.nn.functional as F


class ModConv(nn.Module):
    def __init__(self, cin, cout, k, style, demod=True, up=False):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, cout, cin, k, k))
        self.mod = nn.Linear(style, cin)
        self.k, self.cout, self.up = k, cout, up

    def forward(self, x, s):
        b, c, h, w = x.shape
        s = self.mod(s).view(b, 1, c, 1, 1)
        weight = self.weight * s
        d = torch.rsqrt(weight.pow(2).sum([2, 3, 4]) + 1e-8)
        weight = weight * d.view(b, self.cout, 1, 1, 1)
        if self.up:
            weight = weight.transpose(1, 2).reshape(b * c, self.cout, self.k, self.k)
            y = F.conv_transpose2d(x.reshape(1, b * c, h, w), weight, stride=2, groups=b)
        else:
            weight = weight.view(b * self.cout, c, self.k, self.k)
            y = F.conv2d(x.reshape(1, b * c, h, w), weight, padding=self.k // 2, groups=b)
        return y.view(b, self.cout, *y.shape[-2:])


y = ModConv(8, 12, 3, 16)(torch.rand(3, 8, 10, 10), torch.rand(3, 16))
z = ModConv(8, 12, 3, 16, up=True)(torch.rand(3, 8, 10, 10), torch.rand(3, 16))
