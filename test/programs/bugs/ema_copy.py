import copy
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Conv2d(8, 4, 1))
ema = copy.deepcopy(net)
ema[2] = nn.Conv2d(8, 6, 1)
with torch.no_grad():
    for e, p in zip(ema.parameters(), net.parameters()):
        e.mul_(0.99).add_(p, alpha=0.01)
