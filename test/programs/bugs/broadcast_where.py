import torch
x = torch.randn(5, 7)
y = torch.zeros(5, 1, 6)
out = torch.where(x > 0, x, y)
