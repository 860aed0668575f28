import torch, torch.nn as nn
D = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
loss_fn = nn.BCELoss()
real = torch.randn(8, 10)
labels = torch.ones(8)
loss = loss_fn(D(real), labels)
