import torch
from torch import nn

seg = nn.Conv2d(3, 5, 1)
x, mask = torch.rand(2, 3, 32, 32), torch.randint(0, 5, (2, 1, 32, 32))
loss = nn.CrossEntropyLoss()(seg(x), mask)
