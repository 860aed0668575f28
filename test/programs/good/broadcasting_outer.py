import torch

a, b = torch.rand(5, 1, 3), torch.rand(4, 3)
d = (a - b).pow(2).sum(-1)
assert d.shape == (5, 4)
x = torch.rand(8, 16, 4, 4)
s = x * torch.rand(16)[:, None, None] + torch.rand(8, 1, 1, 1)
mean, std = torch.tensor([0.5] * 16).view(-1, 1, 1), torch.tensor([0.2] * 16).view(1, -1, 1, 1)
n = (x - mean) / std
n -= n.mean(dim=(1, 2, 3), keepdim=True)
