import torch
from torch import nn
import torch.nn.functional as F


class FPN(nn.Module):
    def __init__(self, chans=(8, 16, 32), out=8):
        super().__init__()
        self.lat = nn.ModuleList(nn.Conv2d(c, out, 1) for c in chans)
        self.smooth = nn.ModuleList(nn.Conv2d(out, out, 3, padding=1) for _ in chans)

    def forward(self, feats):
        lat = [l(f) for l, f in zip(self.lat, feats)]
        for i in range(len(lat) - 1, 0, -1):
            lat[i - 1] = lat[i - 1] + F.interpolate(lat[i], size=lat[i - 1].shape[-2:], mode='nearest')
        outs = [s(x) for s, x in zip(self.smooth, lat)]
        outs.append(F.max_pool2d(outs[-1], 1, stride=2))
        return tuple(outs)


p = FPN()([torch.rand(1, 8, 25, 33), torch.rand(1, 16, 13, 17), torch.rand(1, 32, 7, 9)])
