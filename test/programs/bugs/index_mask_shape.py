import torch

feats = torch.rand(2, 16, 8, 8)
mask = torch.rand(2, 8, 8) > 0.5
picked = feats[mask]
