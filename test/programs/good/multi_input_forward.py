import torch
from torch import nn


class TwoStream(nn.Module):
    def __init__(self):
        super().__init__()
        self.rgb, self.flow = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(20, 8, 3, 2, 1)
        self.meta = nn.Linear(5, 8)
        self.head = nn.Linear(24, 4)

    def forward(self, rgb, flow=None, meta=None, **kw):
        feats = [self.rgb(rgb).mean((2, 3))]
        feats.append(self.flow(flow).mean((2, 3)) if flow is not None else torch.zeros_like(feats[0]))
        feats.append(self.meta(meta) if meta is not None else feats[0].new_zeros(rgb.size(0), 8))
        return self.head(torch.cat(feats, -1))


net = TwoStream()
net(torch.rand(2, 3, 8, 8))
net(torch.rand(2, 3, 8, 8), torch.rand(2, 20, 16, 16), meta=torch.rand(2, 5))
net(rgb=torch.rand(1, 3, 9, 9), flow=torch.rand(1, 20, 9, 9), unused=3)
