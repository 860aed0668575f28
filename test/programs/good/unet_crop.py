import torch
from torch import nn


def center_crop(t, size):
    _, _, h, w = t.shape
    top, left = (h - size[0]) // 2, (w - size[1]) // 2
    return t[:, :, top:top + size[0], left:left + size[1]]


enc = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
pool = nn.MaxPool2d(2)
mid = nn.Sequential(nn.Conv2d(4, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3))
up = nn.ConvTranspose2d(8, 4, 2, 2)
dec = nn.Conv2d(8, 4, 3)
x = torch.rand(1, 1, 60, 60)
s = enc(x)
u = up(mid(pool(s)))
y = dec(torch.cat([center_crop(s, u.shape[2:]), u], 1))
