import torch, torch.nn as nn
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm2d(64), nn.ReLU(), nn.Linear(64, 10))
x = torch.randn(16, 1, 28, 28)
model(x)
