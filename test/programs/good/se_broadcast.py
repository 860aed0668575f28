import torch, torch.nn as nn
class SE(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(c, c // r), nn.ReLU(inplace=True), nn.Linear(c // r, c), nn.Sigmoid())
    def forward(self, x):
        b, c, *_ = x.size()
        y = x.view(b, c, -1).mean(-1)
        return x * self.fc(y)[..., None, None].expand_as(x)
SE(16)(torch.randn(2, 16, 5, 7))
