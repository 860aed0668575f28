import torch

scores = torch.rand(4, 10)
values, index, extra = torch.max(scores, dim=1)
