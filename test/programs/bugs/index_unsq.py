import torch
x = torch.ones(3)
x = x.unsqueeze(3)
