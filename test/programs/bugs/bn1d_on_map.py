import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm1d(8), nn.ReLU())
net(torch.rand(2, 3, 8, 8))
