"""DCGAN: new images out of noise, by two networks that play against each other.

Radford et al. 2015, "Unsupervised representation learning with deep convolutional generative adversarial networks".
The generator doubles the size with transposed convolutions; the discriminator halves it again and decides.
"""

import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, noise=100, width=64, channels=3):
        super().__init__()
        self.body = nn.Sequential(
            nn.ConvTranspose2d(noise, 8 * width, 4, bias=False),
            nn.BatchNorm2d(8 * width),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(8 * width, 4 * width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(4 * width),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(4 * width, 2 * width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(width, channels, 4, stride=2, padding=1, bias=False),
            nn.Tanh(),
        )

    def forward(self, noise):
        return self.body(noise)


class Discriminator(nn.Module):
    def __init__(self, width=64, channels=3):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, width, 4, stride=2, padding=1, bias=False),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(2 * width),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(4 * width),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(4 * width, 8 * width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(8 * width),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(8 * width, 1, 4, bias=False),
            nn.Flatten(),
        )

    def forward(self, image):
        return self.body(image)


if __name__ == "__main__":
    generator = Generator()
    discriminator = Discriminator()
    images = generator(torch.randn(8, 100, 1, 1))
    logits = discriminator(images)
    print(images.shape, logits.shape)
