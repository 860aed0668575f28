import torch, torch.nn as nn
net = nn.Sequential(nn.Linear(10, 48), nn.Unflatten(1, (3, 5, 3)))
net(torch.randn(2, 10))
