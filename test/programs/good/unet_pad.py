import torch
from torch import nn
import torch.nn.functional as F


class Up(nn.Module):
    def __init__(self, cin, cout, bilinear=True):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True) if bilinear else nn.ConvTranspose2d(cin, cin // 2, 2, 2)
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        dy, dx = x2.size()[2] - x1.size()[2], x2.size()[3] - x1.size()[3]
        x1 = F.pad(x1, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(torch.cat([x2, x1], dim=1))


up = Up(24, 8)
y = up(torch.rand(1, 16, 12, 9), torch.rand(1, 8, 25, 19))
assert y.shape == (1, 8, 25, 19)
