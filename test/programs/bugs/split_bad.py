import torch
x = torch.randn(4, 10)
a, b = torch.split(x, [4, 5], dim=1)
