import torch
from torch import nn

emb = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 32))
a, p = emb(torch.rand(6, 3, 8, 8)), emb(torch.rand(6, 3, 8, 8))
n = emb(torch.rand(5, 3, 8, 8))
loss = nn.TripletMarginLoss()(a, p, n)
