import torch.nn as nn
def block(cin, cout, **kw):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding='same', **kw), nn.ReLU())
net = nn.Sequential(block(3, 8), block(8, 16, stride=2))
