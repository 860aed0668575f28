import torch

canvas = torch.zeros(4, 3, 64, 64)
patch = torch.rand(3, 16, 16)
for i in range(4):
    canvas[i, :, 8:24, 8:20] = patch
