import torch

x = torch.rand(3, 224, 224)
img = x.permute(0, 2, 3, 1)
