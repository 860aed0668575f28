import torch

bias = torch.zeros(8, 1)
x = torch.rand(8, 16)
bias += x
