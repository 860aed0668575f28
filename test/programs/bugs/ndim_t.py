import torch
x = torch.randn(2, 3, 4)
x.t()
