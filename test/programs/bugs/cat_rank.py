import torch
h = torch.zeros(4, 128)
z = torch.randn(4, 16, 1)
joint = torch.cat([h, z], dim=1)
