import torch
import torch.nn as nn

class Bottleneck(nn.Module):
    expansion = 4
    def __init__(self, inplanes, planes, groups=32, base_width=4):
        super().__init__()
        width = int(planes * (base_width / 64.)) * groups
        self.conv1 = nn.Conv2d(inplanes, width, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, groups=groups, bias=False)
        self.conv3 = nn.Conv2d(width, planes * self.expansion, 1, bias=False)
    def forward(self, x):
        return self.conv3(self.conv2(self.conv1(x)))

class Net(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 7, 2, 3)
        self.layer = nn.Sequential(Bottleneck(64, 64, groups), Bottleneck(256, 64, groups))
        self.mix = nn.Conv2d(256, 48, 3, groups=groups)
    def forward(self, x):
        return self.mix(self.layer(self.stem(x)))

Net(32)(torch.randn(1, 3, 64, 64))
