"""Deep residual learning: a block, a projection where sizes change, and a network of eight blocks.

All eight blocks share the code of `ResidualBlock`. The lens above the class says whose sizes are shown, and switches.
"""

import torch
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, in_features, out_features, stride=1):
        super().__init__()
        conv_block = [
            nn.Conv2d(in_features, out_features, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(out_features),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_features, out_features, 3, stride=1, padding=1, bias=False),
            nn.BatchNorm2d(out_features),
        ]
        self.conv_block = nn.Sequential(*conv_block)
        self.shortcut = nn.Identity()
        if stride != 1 or in_features != out_features:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_features, out_features, 1, stride=stride, bias=False),
                nn.BatchNorm2d(out_features),
            )

    def forward(self, x):
        residual = self.conv_block(x)
        return torch.relu(self.shortcut(x) + residual)


class ResidualNetwork(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.stage1 = self.stage(64, 64, blocks=2)
        self.stage2 = self.stage(64, 128, blocks=2, stride=2)
        self.stage3 = self.stage(128, 256, blocks=2, stride=2)
        self.stage4 = self.stage(256, 512, blocks=2, stride=2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classify = nn.Linear(512, classes)

    def stage(self, in_features, out_features, blocks, stride=1):
        layers = [ResidualBlock(in_features, out_features, stride)]
        for _ in range(1, blocks):
            layers.append(ResidualBlock(out_features, out_features))
        return nn.Sequential(*layers)

    def forward(self, image):
        x = self.stem(image)
        x = self.stage1(x)
        x = self.stage2(x)
        x = self.stage3(x)
        x = self.stage4(x)
        x = self.pool(x).flatten(1)
        return self.classify(x)


if __name__ == "__main__":
    network = ResidualNetwork()
    scores = network(torch.randn(4, 3, 224, 224))
    print(scores.shape)
