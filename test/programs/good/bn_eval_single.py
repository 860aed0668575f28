import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
net(torch.rand(2, 4))
net.eval()
net(torch.rand(1, 4))
net.train()
net(torch.rand(3, 4))
