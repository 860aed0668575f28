import torch
from torch import nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(16 * 22 * 22, 64)
        self.out = nn.Linear(64, 1)

    def embed(self, x):
        return self.fc(self.cnn(x).flatten(1))

    def forward(self, a, b):
        return self.out(torch.cat([self.embed(a), self.embed(b)], dim=1))


Siamese()(torch.rand(4, 1, 100, 100), torch.rand(4, 1, 100, 100))
