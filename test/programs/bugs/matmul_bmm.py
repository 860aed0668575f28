import torch

a = torch.randn(10, 3, 4)
b = torch.randn(10, 5, 4)
scores = torch.bmm(a, b.transpose(1, 2))
ctx = torch.bmm(scores, a)
