import torch.nn as nn
nn.Conv2d(3, 8, 3, pad=1)
