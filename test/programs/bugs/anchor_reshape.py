import torch
from torch import nn


class RetinaHead(nn.Module):
    def __init__(self, cin=16, anchors=9, classes=20):
        super().__init__()
        self.classes, self.anchors = classes, anchors
        self.out = nn.Conv2d(cin, anchors * classes, 3, padding=1)

    def forward(self, x):
        out = self.out(x).permute(0, 2, 3, 1)
        b, w, h, c = out.shape
        out = out.view(b, w, h, self.anchors, self.classes + 1)
        return out.contiguous().view(b, -1, self.classes)


RetinaHead()(torch.rand(1, 16, 10, 10))
