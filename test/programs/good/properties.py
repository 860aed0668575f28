import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self, w):
        super().__init__()
        self._w = w
        self.conv = nn.Conv2d(3, self.width * 2, 3)
        self.out = nn.Conv2d(self.conv.out_channels, self.width, 1)
    @property
    def width(self):
        return self._w
    @property
    def device(self):
        return next(self.parameters()).device
    def forward(self, x):
        return self.out(self.conv(x.to(self.device)))
y = Net(5)(torch.rand(1, 3, 4, 4)).view(1, 5, 2, 2)
