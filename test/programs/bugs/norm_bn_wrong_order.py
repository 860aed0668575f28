import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 16, 3), nn.BatchNorm2d(3), nn.ReLU())
net(torch.rand(2, 3, 8, 8))
