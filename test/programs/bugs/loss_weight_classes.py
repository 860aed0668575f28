import torch
from torch import nn

weights = torch.tensor([1.0, 2.0, 3.0])
criterion = nn.CrossEntropyLoss(weight=weights)
net = nn.Linear(10, 4)
loss = criterion(net(torch.rand(8, 10)), torch.randint(0, 4, (8,)))
