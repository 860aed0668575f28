import torch, torch.nn as nn
class Hourglass(nn.Module):
    def __init__(self, n, f):
        super().__init__()
        self.up1 = nn.Conv2d(f, f, 3, padding=1)
        self.low1 = nn.Conv2d(f, f + 8, 3, padding=1)
        self.low2 = Hourglass(n - 1, f + 8) if n > 1 else nn.Conv2d(f + 8, f + 8, 3, padding=1)
        self.low3 = nn.Conv2d(f + 8, f, 3, padding=1)
        self.up2 = nn.Upsample(scale_factor=2)
    def forward(self, x):
        return self.up1(x) + self.up2(self.low3(self.low2(self.low1(torch.max_pool2d(x, 2)))))
Hourglass(3, 8)(torch.randn(1, 8, 32, 32))
