import torch
from torch import nn

backbone = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1))
head = nn.Sequential(nn.AvgPool2d(7), nn.Flatten(), nn.Linear(64, 10))
head(backbone(torch.rand(2, 3, 32, 32)))
