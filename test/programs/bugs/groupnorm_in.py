import torch, torch.nn as nn
gn = nn.GroupNorm(4, 32)
gn(torch.randn(1, 16, 4, 4))
