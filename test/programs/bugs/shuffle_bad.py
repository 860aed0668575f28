import torch, torch.nn as nn
class SR(nn.Module):
    def __init__(self, r=3):
        super().__init__()
        self.c = nn.Conv2d(3, 3 * r * r, 3, padding=1)
        self.ps = nn.PixelShuffle(2)
    def forward(self, x):
        return self.ps(self.c(x))
SR()(torch.randn(1, 3, 8, 8))
