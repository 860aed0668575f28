import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=1)  # (B, 3, H, W) -> (B, 8, H, W)
        self.b = nn.Conv2d(8, 16, 3, 2, 1)  # (B, 8, 32, 32) -> (B, 16, 16, 16)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.a(x))  # [N, 3, 224, 224] -> [N, 8, 224, 224]
        x = self.b(x)  # N x 8 x 224 x 224 -> N x 16 x 112 x 112
        x = x.mean((2, 3))  # (N, C, H, W) -> (N, C)
        return self.fc(x)  # (N, 16) → (N, 10)


Net()(torch.rand(2, 3, 20, 20))
