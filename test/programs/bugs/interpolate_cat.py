import torch
import torch.nn.functional as F
from torch import nn


class PSP(nn.Module):
    def __init__(self, cin=32, sizes=(1, 2, 3, 6)):
        super().__init__()
        self.stages = nn.ModuleList([nn.Sequential(nn.AdaptiveAvgPool2d(s), nn.Conv2d(cin, cin // 4, 1)) for s in sizes])
        self.bottleneck = nn.Conv2d(cin * 2, cin, 1)

    def forward(self, feats):
        priors = [F.interpolate(stage(feats), scale_factor=6, mode='bilinear', align_corners=False) for stage in self.stages]
        return self.bottleneck(torch.cat(priors + [feats], 1))


PSP()(torch.rand(1, 32, 24, 24))
