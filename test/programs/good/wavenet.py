import torch
from torch import nn


class WaveNet(nn.Module):
    def __init__(self, c=8, layers=4):
        super().__init__()
        self.start = nn.Conv1d(1, c, 1)
        self.dil = nn.ModuleList([nn.Conv1d(c, 2 * c, 2, dilation=2 ** i) for i in range(layers)])
        self.res = nn.ModuleList([nn.Conv1d(c, c, 1) for _ in range(layers)])
        self.skip = nn.ModuleList([nn.Conv1d(c, c, 1) for _ in range(layers)])

    def forward(self, x):
        x, skip = self.start(x), 0
        for d, r, s in zip(self.dil, self.res, self.skip):
            a, b = d(x).chunk(2, 1)
            z = torch.tanh(a) * torch.sigmoid(b)
            out = s(z)
            skip = skip[..., -out.size(-1):] + out if torch.is_tensor(skip) else out
            x = x[..., -z.size(-1):] + r(z)
        return skip


WaveNet()(torch.rand(2, 1, 40))
