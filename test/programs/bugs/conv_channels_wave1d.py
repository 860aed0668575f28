import torch
from torch import nn

class ResBlock(nn.Module):
    def __init__(self, channels, dilation=1):
        super().__init__()
        self.conv = nn.Conv1d(channels, 2 * channels, 3, padding=dilation, dilation=dilation)
        self.res = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        h = self.conv(x)
        a, b = h.chunk(2, dim=1)
        z = torch.tanh(a) * torch.sigmoid(b)
        return x + self.res(h), z

net = nn.ModuleList([ResBlock(16, 2 ** i) for i in range(4)])
x = torch.randn(2, 16, 400)
skips = []
for block in net:
    x, s = block(x)
    skips.append(s)
print(sum(skips).shape)
