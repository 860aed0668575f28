import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x, scale=1.0, *, extra=None):
        y = self.conv(x) * scale
        return y if extra is None else y + extra


net = Net()
model = nn.DataParallel(net) if torch.cuda.device_count() > 1 else net
wrapped = nn.DataParallel(net)
y = wrapped(torch.rand(2, 3, 8, 8), 2.0, extra=torch.rand(4, 1, 1))
assert y.shape == (2, 4, 6, 6)
assert wrapped.module.conv.out_channels == 4
names = [n for n, _ in wrapped.named_parameters()]
assert names[0] == 'module.conv.weight'
