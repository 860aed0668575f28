import torch
B, T = 4, 12
scores = torch.randn(B, 8, T, T)
mask = torch.ones(B, T).bool()
scores = scores.masked_fill(~mask, float('-inf'))
