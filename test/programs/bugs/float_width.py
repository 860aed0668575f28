import torch
from torch import nn

width_mult = 0.75
net = nn.Sequential(nn.Conv2d(3, 32 * width_mult, 3, 2, 1), nn.ReLU6())
