import torch
from torch import nn


def conv_gn(i, o, groups=32):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.GroupNorm(groups, o), nn.SiLU())


net = nn.Sequential(conv_gn(3, 64), conv_gn(64, 48))
