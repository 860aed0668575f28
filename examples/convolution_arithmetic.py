"""Convolution arithmetic: kernel size, stride, padding and dilation decide the size of the output.

    out = floor((in + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1

Hover over a layer to see the formula with its numbers.
"""

import torch
from torch import nn


class Patterns(nn.Module):
    """The patterns worth knowing by heart, side by side on the same image."""

    def __init__(self):
        super().__init__()
        self.keeps = nn.Conv2d(in_channels=3, out_channels=14, kernel_size=3, stride=1, padding=1)
        self.mixes = nn.Conv2d(in_channels=3, out_channels=1, kernel_size=1)
        self.halves = nn.Conv2d(in_channels=3, out_channels=14, kernel_size=4, stride=2, padding=1)
        self.doubles = nn.ConvTranspose2d(in_channels=3, out_channels=14, kernel_size=4, stride=2, padding=1)
        self.trims = nn.Conv2d(in_channels=3, out_channels=14, kernel_size=5)
        self.dilated = nn.Conv2d(in_channels=3, out_channels=14, kernel_size=3, padding=2, dilation=2)

    def forward(self, image):
        keeps = self.keeps(image)
        mixes = self.mixes(image)
        halves = self.halves(image)
        doubles = self.doubles(image)
        trims = self.trims(image)
        dilated = self.dilated(image)
        return keeps, mixes, halves, doubles, trims, dilated


class DepthwiseSeparable(nn.Module):
    """A kernel of its own for every channel, then a pointwise mix: about nine times cheaper than a full one."""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.depthwise = nn.Conv2d(in_features, in_features, 3, padding=1, groups=in_features)
        self.pointwise = nn.Conv2d(in_features, out_features, 1)

    def forward(self, x):
        x = torch.relu(self.depthwise(x))
        return torch.relu(self.pointwise(x))


class InOneDimension(nn.Module):
    """Sound, text, sensor readings: the same arithmetic along one axis."""

    def __init__(self):
        super().__init__()
        self.same = nn.Conv1d(1, 8, kernel_size=9, padding=4)
        self.quarter = nn.Conv1d(8, 16, kernel_size=8, stride=4, padding=2)

    def forward(self, sound):
        x = torch.relu(self.same(sound))
        return self.quarter(x)


class InThreeDimensions(nn.Module):
    """Video or body scans: depth, height and width."""

    def __init__(self):
        super().__init__()
        self.same = nn.Conv3d(1, 8, kernel_size=3, padding=1)
        self.flat = nn.Conv3d(8, 16, kernel_size=(1, 4, 4), stride=(1, 2, 2), padding=(0, 1, 1))

    def forward(self, scan):
        x = torch.relu(self.same(scan))
        return self.flat(x)


if __name__ == "__main__":
    for output in Patterns()(torch.randn(8, 3, 64, 64)):
        print(output.shape)
    print(DepthwiseSeparable(32, 64)(torch.randn(8, 32, 28, 28)).shape)
    print(InOneDimension()(torch.randn(8, 1, 16000)).shape)
    print(InThreeDimensions()(torch.randn(2, 1, 32, 64, 64)).shape)
