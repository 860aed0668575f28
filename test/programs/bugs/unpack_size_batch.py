import torch
from torch import nn


class SpatialAttention(nn.Module):
    def forward(self, x):
        b, c, h, w = x.size()
        return torch.softmax(x.view(b, c, -1), dim=-1).view(b, c, h, w)


feature_extractor = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
att = SpatialAttention()
att(feature_extractor(torch.rand(2, 3, 16, 16)))
