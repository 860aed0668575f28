import torch

a = torch.rand(2, 4, 10, 10)
v = torch.rand(2, 10, 16)
out = torch.einsum('bhij,bhjd->bhid', a, v)
