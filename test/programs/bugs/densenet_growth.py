import torch
from torch import nn


class DenseLayer(nn.Module):
    def __init__(self, cin, growth):
        super().__init__()
        self.net = nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, growth, 3, padding=1))

    def forward(self, x):
        return torch.cat([x, self.net(x)], 1)


class DenseNet(nn.Module):
    def __init__(self, growth=12, layers=4, cin=24):
        super().__init__()
        self.stem = nn.Conv2d(3, cin, 3, padding=1)
        self.block = nn.Sequential(*[DenseLayer(cin + i * growth, growth) for i in range(layers)])
        self.norm = nn.BatchNorm2d(cin + (layers - 1) * growth)
        self.fc = nn.Linear(cin + layers * growth, 10)

    def forward(self, x):
        x = self.norm(self.block(self.stem(x)))
        return self.fc(x.mean((2, 3)))


DenseNet()(torch.rand(2, 3, 32, 32))
