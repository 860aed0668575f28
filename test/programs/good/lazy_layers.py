import torch
from torch import nn

net = nn.Sequential(nn.LazyConv2d(8, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(10))
net(torch.rand(2, 3, 9, 9))
net(torch.rand(4, 3, 9, 9))
