import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.fc = nn.Linear(8, n)

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))


src, dst = Net(1000), Net(10)
own = dst.state_dict()
state = {k: v for k, v in src.state_dict().items() if k in own and v.shape == own[k].shape}
own.update(state)
dst.load_state_dict(own)
dst.load_state_dict(state, strict=False)
state2 = src.state_dict()
for k in ['fc.weight', 'fc.bias']:
    del state2[k]
missing, unexpected = dst.load_state_dict(state2, strict=False)
ck = {'model': dst.state_dict(), 'epoch': 3}
Net(10).load_state_dict(ck['model'])
