"""Transposed convolution: the way back up, from a code to an image and from an image through a code.

    out = (in - 1) * stride - 2 * padding + kernel_size + output_padding
"""

import torch
from torch import nn


class Generator(nn.Module):
    """Doubles the image until a code of 100 numbers has become 64 by 64 pixels."""

    def __init__(self, code_size=100, features=64):
        super().__init__()
        self.layers = nn.Sequential(
            nn.ConvTranspose2d(code_size, features * 8, kernel_size=4, bias=False),
            nn.BatchNorm2d(features * 8),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(features * 8, features * 4, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(features * 4),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(features * 4, features * 2, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(features * 2),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(features * 2, features, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(features),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(features, 3, kernel_size=4, stride=2, padding=1),
            nn.Tanh(),
        )

    def forward(self, code):
        return self.layers(code.view(-1, 100, 1, 1))


class Autoencoder(nn.Module):
    """Halves the image three times and doubles it three times. Each layer down has its mirror on the way up."""

    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(1, 16, kernel_size=4, stride=2, padding=1)
        self.down2 = nn.Conv2d(16, 32, kernel_size=4, stride=2, padding=1)
        self.down3 = nn.Conv2d(32, 64, kernel_size=7)
        self.up3 = nn.ConvTranspose2d(64, 32, kernel_size=7)
        self.up2 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(16, 1, kernel_size=4, stride=2, padding=1)

    def encode(self, image):
        x = torch.relu(self.down1(image))
        x = torch.relu(self.down2(x))
        return self.down3(x)

    def decode(self, code):
        x = torch.relu(self.up3(code))
        x = torch.relu(self.up2(x))
        return torch.sigmoid(self.up1(x))

    def forward(self, image):
        code = self.encode(image)
        return self.decode(code)


if __name__ == "__main__":
    images = Generator()(torch.randn(16, 100))
    print(images.shape)
    digits = torch.rand(16, 1, 28, 28)
    again = Autoencoder()(digits)
    print(again.shape)
