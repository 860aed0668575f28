import torch, torch.nn as nn
net = nn.Linear(4, 2)
try:
    net(torch.rand(3, 5))
except RuntimeError as e:
    print('shape mismatch', e)
try:
    x = torch.rand(2, 3).view(7)
except Exception:
    x = torch.rand(7)
x.view(7)
try:
    import apex
    HAVE = True
except ImportError:
    HAVE = False
norm = apex.normalization.FusedLayerNorm(4) if HAVE else nn.LayerNorm(4)
norm(torch.rand(2, 4))
