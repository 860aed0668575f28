import torch
import torch.nn.functional as F
from torch import nn

f = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 16))
x = torch.rand(8, 3, 32, 32)
z = F.normalize(torch.cat([f(x), f(x.flip(3))]), dim=1)
sim = z @ z.t()
n = z.shape[0] // 2
mask = torch.eye(2 * n, dtype=torch.bool)
sim = sim[~mask].view(2 * n, -1)
labels = torch.cat([torch.arange(n) for _ in range(2)])
labels = (labels[None] == labels[:, None]).float()
labels = labels[~mask].view(labels.shape[0], -1)
pos = (sim * labels).sum(1)
