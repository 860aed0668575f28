import torch
from torch import nn

a = nn.Conv2d(3, 16, 3)
b = nn.Conv2d(1, 16, 3)
b.load_state_dict(a.state_dict(), strict=False)
