import torch
cls = torch.zeros(1, 2, 64)
cls.expand(8, 3, -1)
