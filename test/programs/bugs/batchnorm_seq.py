import torch
import torch.nn as nn
class ConvBNReLU(nn.Sequential):
    def __init__(self, in_planes, out_planes, kernel_size=3, stride=1, groups=1):
        padding = (kernel_size - 1) // 2
        super(ConvBNReLU, self).__init__(
            nn.Conv2d(in_planes, out_planes, kernel_size, stride, padding, groups=groups, bias=False),
            nn.BatchNorm2d(in_planes),
            nn.ReLU6(inplace=True)
        )
net = nn.Sequential(ConvBNReLU(3, 3), ConvBNReLU(3, 32, stride=2), ConvBNReLU(32, 32, groups=32))
net(torch.randn(4, 3, 32, 32))
