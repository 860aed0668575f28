import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, num_anchors=3, num_classes=5):
        super().__init__()
        self.cls = nn.Conv2d(16, num_anchors * num_classes, 1)
        self.num_classes = num_classes

    def forward(self, x):
        out = self.cls(x).permute(0, 2, 3, 1)
        return out.view(x.shape[0], -1, self.num_classes)


Head()(torch.rand(2, 16, 8, 8))
