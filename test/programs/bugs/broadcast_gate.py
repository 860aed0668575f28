import torch
import torch.nn as nn
class CAttn(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(c, c // 4), nn.ReLU(), nn.Linear(c // 4, c), nn.Sigmoid())
        self.pool = nn.AdaptiveAvgPool2d(1)
    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.pool(x).view(b, c)
        y = self.fc(y)
        return x * y.expand_as(x)
CAttn(32)(torch.randn(2, 32, 7, 7))
