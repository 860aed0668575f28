import torch
import torch.nn as nn

class SE(nn.Module):
    def __init__(self, channels, reduction=16):
        super().__init__()
        hidden = channels // reduction
        self.fc = nn.Sequential(
            nn.Conv2d(channels, hidden, 1),
            nn.ReLU(),
            nn.Conv2d(hidden, channels, 1),
            nn.Sigmoid(),
        )
    def forward(self, x):
        return x * self.fc(x.mean((2, 3), keepdim=True))

m = SE(64, 24)
print(m(torch.randn(1, 64, 8, 8)).shape)
n = SE(64, reduction=16)
w = nn.Conv2d(16, 32, kernel_size=3, padding_mode='mirror')
