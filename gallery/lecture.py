"""The lecture's residual network: small colour images, and a first network of your own.

A stem, then residual blocks with convolutions between them that halve the image and double the features. Every size
in it follows from the arithmetic of convolutions.
"""

import torch
from torch import nn
from torch.nn import functional as F


class ResidualBlock(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        conv_block = [
            nn.Conv2d(in_features, in_features, 3, stride=1, padding=1, bias=False),
            nn.BatchNorm2d(in_features),
            nn.ReLU(inplace=True),
            nn.Conv2d(in_features, in_features, 3, stride=1, padding=1, bias=False),
            nn.BatchNorm2d(in_features),
        ]
        self.conv_block = nn.Sequential(*conv_block)

    def forward(self, x):
        return torch.relu(x + self.conv_block(x))


class ResidualNetwork(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, kernel_size=3, padding=1)
        self.block1 = ResidualBlock(32)
        self.half1 = nn.Conv2d(32, 64, kernel_size=4, stride=2, padding=1)
        self.block2 = ResidualBlock(64)
        self.half2 = nn.Conv2d(64, 128, kernel_size=4, stride=2, padding=1)
        self.block3 = ResidualBlock(128)
        self.dropout = nn.Dropout(0.2)
        self.classify = nn.Linear(128, classes)

    def forward(self, image):
        x = torch.relu(self.stem(image))
        x = self.block1(x)
        x = self.block2(torch.relu(self.half1(x)))
        x = self.block3(torch.relu(self.half2(x)))
        x = F.adaptive_avg_pool2d(x, 1)
        x = self.dropout(torch.flatten(x, start_dim=1))
        return self.classify(x)


if __name__ == "__main__":
    network = ResidualNetwork()
    images = torch.randn(16, 3, 32, 32)
    scores = network(images)
    print(scores.shape)
