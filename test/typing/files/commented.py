import torch
from torch import nn

WIDTH = 8


class Down(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, stride=2, padding=1)  # 3x32x32 -> 8x16x16
        self.pool = nn.MaxPool2d(2)  # 8x16x16 -> 8x8x8

    def forward(self, x):
        x = self.conv(x)  # (B, 3, H, W) -> (B, 8, H/2, W/2)
        return self.pool(x)


class Up(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up = nn.ConvTranspose2d(width, 3, 2, stride=2)  # 8x8x8 -> 3x16x16

    def forward(self, x):
        return self.up(x)


class Third(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)  # 3x32x32 -> 8x30x30
        self.down = Down(8)

    def forward(self, x):
        return self.conv(x), self.down(x)


class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = Down(WIDTH)
        self.up = Up(WIDTH)

    def forward(self, x):
        x = self.down(x)  # (B, 3, 32, 32) -> (B, 8, 8, 8)
        return self.up(x)


layer = nn.Conv2d(3, 4, 1)  # 3x8x8 -> 4x8x8
