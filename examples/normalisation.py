"""Normalisation layers: the same size out as in; they differ in the axes that share one mean and variance."""

import torch
from torch import nn


class ConvBlock(nn.Module):
    """A convolution that leaves its bias to the normalisation after it."""

    def __init__(self, in_features, out_features, norm):
        super().__init__()
        self.conv = nn.Conv2d(in_features, out_features, kernel_size=3, padding=1, bias=False)
        self.norm = norm
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.norm(self.conv(x)))


class Normalised(nn.Module):
    """One image, four ways to normalise 64 feature maps."""

    def __init__(self):
        super().__init__()
        self.batch = ConvBlock(3, 64, nn.BatchNorm2d(64))  # one mean per channel, over the whole batch
        self.layer = ConvBlock(64, 64, nn.LayerNorm([64, 32, 32]))  # one per image, over everything in it
        self.instance = ConvBlock(64, 64, nn.InstanceNorm2d(64, affine=True))  # one per channel of each image
        self.group = ConvBlock(64, 64, nn.GroupNorm(8, 64))  # one per eight channels of each image

    def forward(self, image):
        x = self.batch(image)
        x = self.layer(x)
        x = self.instance(x)
        return self.group(x)


class ChannelsLast(nn.Module):
    """LayerNorm over the channels alone, as transformers and newer convnets use it: the channel axis moves last."""

    def __init__(self, features=96):
        super().__init__()
        self.patches = nn.Conv2d(3, features, kernel_size=4, stride=4)
        self.norm = nn.LayerNorm(features)

    def forward(self, image):
        x = self.patches(image)
        x = x.permute(0, 2, 3, 1)
        x = self.norm(x)
        return x.permute(0, 3, 1, 2)


if __name__ == "__main__":
    print(Normalised()(torch.randn(8, 3, 32, 32)).shape)
    print(ChannelsLast()(torch.randn(8, 3, 224, 224)).shape)
