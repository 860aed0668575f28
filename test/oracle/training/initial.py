"""Layers and initialisations whose laws are compared over seeds: the comment above each is its input."""
import torch
import torch.nn as nn
import torch.nn.functional as F


# 2x8x6x6
class Defaults(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.grouped = nn.Conv2d(8, 16, 3), nn.Conv2d(16, 16, 3, padding=1, groups=4)
        self.up, self.norm, self.linear = nn.ConvTranspose2d(16, 8, 2), nn.BatchNorm2d(8), nn.Linear(200, 40)

    def forward(self, x):
        x = self.norm(self.up(self.grouped(self.conv(x))))
        return self.linear(torch.flatten(x, 1))


# 2x12x8
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 32, batch_first=True)
        self.position = nn.Parameter(torch.randn(1, 12, 8) * 0.02)

    def forward(self, x):
        return self.layer(x + self.position).mean(1)


# 2x5:long
class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.head = nn.Embedding(50, 16, padding_idx=0), nn.Linear(16, 4)

    def forward(self, x):
        return self.head(self.words(x).mean(1))


# 2x8x5x5
class Chosen(nn.Module):
    def __init__(self):
        super().__init__()
        self.he, self.glorot = nn.Conv2d(8, 24, 3, bias=False), nn.Linear(216, 32)
        self.cut, self.flat, self.square = nn.Linear(32, 32), nn.Linear(32, 32), nn.Linear(32, 32)
        nn.init.kaiming_normal_(self.he.weight, mode='fan_out', nonlinearity='relu')
        nn.init.xavier_uniform_(self.glorot.weight)
        nn.init.normal_(self.glorot.bias, std=1e-3)
        nn.init.trunc_normal_(self.cut.weight, std=0.02, a=-0.03, b=0.03)
        nn.init.uniform_(self.flat.weight, -0.1, 0.3)
        nn.init.zeros_(self.flat.bias)
        nn.init.orthogonal_(self.square.weight)

    def forward(self, x):
        x = torch.flatten(self.he(x), 1)
        return self.square(self.flat(self.cut(F.relu(self.glorot(x)))))
