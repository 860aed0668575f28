import torch.nn as nn
planes = 64
conv = nn.Conv2d(3, planes / 4, 1)
