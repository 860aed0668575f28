import torch

scores = torch.rand(2, 8, 10, 10)
lengths = torch.tensor([7, 10])
mask = torch.arange(10)[None] >= lengths[:, None]
scores = scores.masked_fill(mask, float('-inf'))
