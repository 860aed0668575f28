import torch, torch.nn as nn
class FPN(nn.Module):
    def __init__(self, cs, out):
        super().__init__()
        self.lat = nn.ModuleList([nn.Conv2d(c, out, 1) for c in cs])
    def forward(self, feats):
        outs = []
        for i in range(len(feats)):
            outs.append(self.lat[i](feats[i]))
        return outs
fpn = FPN([8, 16], 32)
fpn([torch.randn(1, 8, 8, 8), torch.randn(1, 16, 4, 4), torch.randn(1, 32, 2, 2)])
