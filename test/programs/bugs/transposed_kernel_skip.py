import torch
from torch import nn


class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.e1, self.e2 = nn.Conv2d(1, 8, 3, 2, 1), nn.Conv2d(8, 16, 3, 2, 1)
        self.d1, self.d2 = nn.ConvTranspose2d(16, 8, 3, 2, 1), nn.ConvTranspose2d(8, 1, 3, 2, 1)

    def forward(self, x):
        a = torch.relu(self.e1(x))
        b = torch.relu(self.e2(a))
        c = torch.relu(self.d1(b)) + a
        return torch.sigmoid(self.d2(c))


AE()(torch.rand(1, 1, 28, 28))
