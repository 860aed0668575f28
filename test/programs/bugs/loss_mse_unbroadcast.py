import torch
from torch import nn

net = nn.Linear(10, 3)
loss = nn.MSELoss()(net(torch.rand(4, 10)), torch.rand(4, 2))
