"""The lecture in one file: a giant fully connected layer, its convolutional cure, and residual learning."""

import torch
from torch import nn
from torch.nn import functional as F


# convscope: input=[1, 3, 1024, 1024]
class FullyConnected(nn.Module):
    """Every pixel meets every output: one layer, and its weights take 6 GiB."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3 * 1024 * 1024, 512)

    def forward(self, image):
        pixels = torch.flatten(image, start_dim=1)
        return torch.relu(self.layer(pixels))


# convscope: input=[1, 3, 1024, 1024]
class Convolutional(nn.Module):
    """The cure: small kernels slide over the image, and the same 512 outputs cost 1.8 million weights."""

    def __init__(self):
        super().__init__()
        self.edges = nn.Conv2d(3, 64, kernel_size=7, stride=4, padding=3)
        self.parts = nn.Conv2d(64, 128, kernel_size=4, stride=2, padding=1)
        self.things = nn.Conv2d(128, 256, kernel_size=4, stride=2, padding=1)
        self.outputs = nn.Conv2d(256, 512, kernel_size=3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d((1, 1))

    def forward(self, image):
        x = torch.relu(self.edges(image))
        x = torch.relu(self.parts(x))
        x = torch.relu(self.things(x))
        x = self.pool(self.outputs(x))
        return torch.flatten(x, start_dim=1)


class ResidualBlock(nn.Module):
    """What the block computes is added to what it was given, so gradients always find a short way back."""

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
    """Residual blocks, with convolutions between them that halve the image and double the features."""

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
    images = torch.randn(16, 3, 64, 64)
    scores = network(images)
    print(scores.shape)
