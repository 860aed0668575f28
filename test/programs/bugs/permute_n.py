import torch
img = torch.rand(1, 3, 32, 32)
img = img.squeeze(0)
out = img.permute(0, 2, 3, 1).numpy()
