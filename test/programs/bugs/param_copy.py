import torch
from torch import nn

conv = nn.Conv2d(3, 8, 3)
new = nn.Conv2d(4, 8, 3)
with torch.no_grad():
    new.weight.copy_(conv.weight)
