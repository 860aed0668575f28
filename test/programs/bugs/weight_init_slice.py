import torch
from torch import nn

old = nn.Conv2d(3, 64, 7, bias=False)
new = nn.Conv2d(6, 64, 7, bias=False)
with torch.no_grad():
    new.weight[:, :3] = old.weight
    new.weight[:, 3:5] = old.weight
