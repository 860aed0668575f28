import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
wrapped = nn.DataParallel(net)
sd = {k.replace('module.', ''): v for k, v in wrapped.state_dict().items()}
net.load_state_dict(sd)
ema = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
ema.load_state_dict(net.state_dict())
for p, q in zip(ema.parameters(), net.parameters()):
    p.data.mul_(0.9).add_(q.data, alpha=0.1)
