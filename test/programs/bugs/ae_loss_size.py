import torch
from torch import nn
import torch.nn.functional as F

enc = nn.Sequential(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 4, 3, stride=2, padding=1))
dec = nn.Sequential(nn.ConvTranspose2d(4, 16, 3, stride=2), nn.ReLU(), nn.ConvTranspose2d(16, 1, 3, stride=2))
x = torch.rand(8, 1, 28, 28)
loss = F.binary_cross_entropy_with_logits(dec(enc(x)), x)
