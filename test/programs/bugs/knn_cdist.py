import torch

train, test = torch.rand(100, 64), torch.rand(10, 32)
d = torch.cdist(test, train)
