import torch
from torch import nn


class Detect(nn.Module):
    stride = None

    def __init__(self, nc=4, anchors=((10, 13, 16, 30), (30, 61, 62, 45)), ch=(8, 16)):
        super().__init__()
        self.nc, self.no = nc, nc + 5
        self.nl, self.na = len(anchors), len(anchors[0]) // 2
        self.grid = [torch.zeros(1)] * self.nl
        self.register_buffer('anchors', torch.tensor(anchors).float().view(self.nl, -1, 2))
        self.m = nn.ModuleList(nn.Conv2d(x, self.no * self.na, 1) for x in ch)

    def forward(self, x):
        z = []
        for i in range(self.nl):
            x[i] = self.m[i](x[i])
            bs, _, ny, nx = x[i].shape
            x[i] = x[i].view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()
            if not self.training:
                yv, xv = torch.meshgrid(torch.arange(ny), torch.arange(nx), indexing='ij')
                grid = torch.stack((xv, yv), 2).expand(1, self.na, ny, nx, 2).float()
                y = x[i].sigmoid()
                y[..., 0:2] = y[..., 0:2] * 2 - 0.5 + grid
                y[..., 2:4] = (y[..., 2:4] * 2) ** 2 * self.anchors[i].view(1, self.na, 1, 1, 2)
                z.append(y.view(bs, -1, self.no))
        return x if self.training else (torch.cat(z, 1), x)


d = Detect().eval()
out, raw = d([torch.rand(2, 8, 16, 16), torch.rand(2, 16, 8, 8)])
assert out.shape == (2, 2 * 16 * 16 + 2 * 8 * 8, 9)
