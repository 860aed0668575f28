"""A U-Net: down through pooling, up through transposed convolutions, and skips across at every size."""

import torch
from torch import nn


class DoubleConv(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(in_features, out_features, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_features),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_features, out_features, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_features),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.layers(x)


class Up(nn.Module):
    """Doubles the size, and joins what the way down had at that size."""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.grow = nn.ConvTranspose2d(in_features, out_features, kernel_size=2, stride=2)
        self.conv = DoubleConv(2 * out_features, out_features)

    def forward(self, x, skip):
        x = self.grow(x)
        x = torch.cat([skip, x], dim=1)
        return self.conv(x)


# convscope: input=[B, 3, 256, 256]
class UNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.level1 = DoubleConv(3, 64)
        self.level2 = DoubleConv(64, 128)
        self.level3 = DoubleConv(128, 256)
        self.level4 = DoubleConv(256, 512)
        self.bottom = DoubleConv(512, 1024)
        self.pool = nn.MaxPool2d(2)
        self.up4 = Up(1024, 512)
        self.up3 = Up(512, 256)
        self.up2 = Up(256, 128)
        self.up1 = Up(128, 64)
        self.masks = nn.Conv2d(64, classes, kernel_size=1)

    def forward(self, image):
        skip1 = self.level1(image)
        skip2 = self.level2(self.pool(skip1))
        skip3 = self.level3(self.pool(skip2))
        skip4 = self.level4(self.pool(skip3))
        x = self.bottom(self.pool(skip4))
        x = self.up4(x, skip4)
        x = self.up3(x, skip3)
        x = self.up2(x, skip2)
        x = self.up1(x, skip1)
        return self.masks(x)


if __name__ == "__main__":
    print(UNet()(torch.randn(1, 3, 256, 256)).shape)
