import torch, torch.nn.functional as F
x = torch.randn(4, 5)
F.pad(x, (0, 1, 0, 1, 0, 1))
