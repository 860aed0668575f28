import torch
import torch.nn as nn
class Enc(nn.Module):
    def __init__(self, c, size):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, c, 3), nn.LayerNorm([c, size, size]), nn.GELU())
    def forward(self, x):
        return self.net(x)
e = Enc(8, 28)
e(torch.randn(2, 1, 28, 28))
