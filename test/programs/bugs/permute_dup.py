import torch
t = torch.rand(2, 3, 4)
t = torch.permute(t, (0, 2, 2))
