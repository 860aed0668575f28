import torch, torch.nn as nn
import torch.nn.functional as F

cfg = {
    'stem': 32,
    'stages': [
        dict(type='mb', out=64, n=1, s=1),
        dict(type='mb', out=128, n=2, s=2),
    ],
}

class SepConv(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.dw = nn.Conv2d(cin, cin, 3, stride, 1, groups=cin)
        self.pw = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        return F.relu6(self.pw(F.relu6(self.dw(x))))

class MobileNet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.stem = nn.Conv2d(3, cfg['stem'], 3, 2, 1)
        cin = cfg['stem']
        blocks = []
        for st in cfg['stages']:
            for i in range(st['n']):
                blocks.append(SepConv(cin, st['out'], st['s'] if i == 0 else 1))
            cin = st['out']
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Linear(cin, 10)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.head(x)

model = MobileNet(cfg)
y = model(torch.rand(2, 3, 64, 64))
