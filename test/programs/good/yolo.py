import torch, torch.nn as nn
cfg = """
[net]
channels=3
height=64
[convolutional]
filters=8
size=3
stride=1
pad=1
[maxpool]
size=2
stride=2
[convolutional]
filters=16
size=3
stride=2
pad=1
[upsample]
stride=2
[route]
layers=-1,1
[shortcut]
from=-1
"""
def parse(text):
    blocks, cur = [], None
    for line in text.split('\n'):
        line = line.strip()
        if not line or line.startswith('#'): continue
        if line.startswith('['):
            cur = {'type': line[1:-1].strip()}; blocks.append(cur)
        else:
            k, v = line.split('=', 1); cur[k.strip()] = v.strip()
    return blocks
class Dark(nn.Module):
    def __init__(self, text):
        super().__init__()
        self.blocks = parse(text)
        self.net, ch, L = self.blocks[0], [], nn.ModuleList()
        prev = int(self.net['channels'])
        for i, b in enumerate(self.blocks[1:]):
            m = nn.Sequential()
            if b['type'] == 'convolutional':
                k = int(b['size']); f = int(b['filters'])
                m.add_module(f'conv_{i}', nn.Conv2d(prev, f, k, int(b['stride']), (k - 1) // 2 if int(b['pad']) else 0))
            elif b['type'] == 'maxpool': m.add_module('mp', nn.MaxPool2d(int(b['size']), int(b['stride'])))
            elif b['type'] == 'upsample': m.add_module('up', nn.Upsample(scale_factor=2))
            elif b['type'] == 'route':
                ls = [int(a) for a in b['layers'].split(',')]
                f = sum(ch[l if l > 0 else i + l] for l in ls)
            prev = f; ch.append(f); L.append(m)
        self.L = L
    def forward(self, x):
        outs = {}
        for i, (b, m) in enumerate(zip(self.blocks[1:], self.L)):
            t = b['type']
            if t in ('convolutional', 'maxpool', 'upsample'): x = m(x)
            elif t == 'route':
                ls = [int(a) for a in b['layers'].split(',')]
                x = torch.cat([outs[l if l > 0 else i + l] for l in ls], 1)
            elif t == 'shortcut': x = outs[i - 1] + outs[i + int(b['from'])]
            outs[i] = x
        return x
y = Dark(cfg)(torch.rand(1, 3, 64, 64)); assert y.shape == (1, 24, 32, 32)
