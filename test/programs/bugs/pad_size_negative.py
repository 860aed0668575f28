import torch, torch.nn as nn
pad = nn.ZeroPad2d((-3, -3, 0, 0))
print(pad(torch.randn(1, 1, 8, 5)).shape)
