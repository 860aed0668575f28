"""LeNet-5: small grey images, such as handwritten digits.

LeCun et al. 1998, "Gradient-based learning applied to document recognition". Two convolutions that halve the image,
then three linear layers. Trains in a minute on a laptop.
"""

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, kernel_size=5),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classify = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, classes),
        )

    def forward(self, image):
        x = self.features(image)
        x = torch.flatten(x, start_dim=1)
        return self.classify(x)


if __name__ == "__main__":
    network = LeNet()
    images = torch.randn(8, 1, 28, 28)
    scores = network(images)
    print(scores.shape)
