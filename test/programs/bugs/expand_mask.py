import torch

mask = torch.ones(2, 10).unsqueeze(1)
scores = torch.rand(2, 8, 10, 10)
scores = scores.masked_fill(mask.expand(2, 4, 10) == 0, -1e9)
