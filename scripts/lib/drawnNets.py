"""Networks for the drawn data sets: one for pixels, one for images."""
from torch import nn


class Pixels(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.Tanh())
        self.last = nn.Conv2d(8, classes, 3, padding=1)

    def forward(self, x):
        return self.last(self.first(x))


class Images(nn.Module):
    def __init__(self, outputs, channels=3):
        super().__init__()
        self.conv = nn.Conv2d(channels, 8, 3, padding=1)
        self.pool = nn.AvgPool2d(4)
        self.last = nn.Linear(128, outputs)

    def forward(self, x):
        return self.last(self.pool(self.conv(x).tanh()).flatten(1))
