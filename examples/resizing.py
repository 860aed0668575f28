"""Other ways to change the size: mean and max pooling, adaptive pooling, interpolation."""

import torch
from torch import nn
from torch.nn import functional as F


class Pooling(nn.Module):
    """None of these has a parameter, so forward may as well call the functions."""

    def forward(self, image):
        mean = F.avg_pool2d(image, kernel_size=2)
        largest = F.max_pool2d(image, kernel_size=3, stride=2, padding=1)
        fixed = F.adaptive_avg_pool2d(image, (5, 71))
        one = F.adaptive_max_pool2d(image, 1)
        return mean, largest, fixed, one


class Interpolation(nn.Module):
    """Up or down, by a factor or to a given size."""

    def forward(self, image):
        double = F.interpolate(image, scale_factor=2, mode="nearest")
        third = F.interpolate(image, scale_factor=1 / 3, mode="bilinear", align_corners=False)
        thumbnail = F.interpolate(image, size=(48, 64), mode="bilinear", align_corners=False)
        return double, third, thumbnail


class ResizeConvolution(nn.Module):
    """A step up without the checkerboard of a transposed convolution: resize, then convolve."""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.resize = nn.Upsample(scale_factor=2)
        self.conv = nn.Conv2d(in_features, out_features, kernel_size=3, padding=1)

    def forward(self, x):
        x = self.resize(x)
        return torch.relu(self.conv(x))


class SubPixel(nn.Module):
    """Super-resolution: four times the channels, rearranged to twice the height and width."""

    def __init__(self):
        super().__init__()
        self.features = nn.Conv2d(3, 64, kernel_size=5, padding=2)
        self.channels = nn.Conv2d(64, 3 * 2 * 2, kernel_size=3, padding=1)
        self.shuffle = nn.PixelShuffle(2)

    def forward(self, image):
        x = torch.relu(self.features(image))
        return self.shuffle(self.channels(x))


class AnySize(nn.Module):
    """Adaptive pooling before the last layer: the same network for every image size."""

    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.classify = nn.Linear(64, classes)

    def forward(self, image):
        x = self.features(image)
        x = self.pool(x)
        return self.classify(x.flatten(1))


if __name__ == "__main__":
    image = torch.rand(4, 3, 64, 64)
    for result in (*Pooling()(image), *Interpolation()(image)):
        print(result.shape)
    print(ResizeConvolution(3, 16)(image).shape)
    print(SubPixel()(image).shape)
    print(AnySize()(torch.rand(4, 3, 27, 19)).shape)
