import torch
from torch import nn

conv = nn.Conv2d(3, 8, 7)
ok = []
for size in (4, 6, 8, 16):
    try:
        ok.append(tuple(conv(torch.rand(1, 3, size, size)).shape))
    except RuntimeError as e:
        print('too small', size, e)
assert len(ok) == 2
