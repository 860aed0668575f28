import torch
from torch import nn
from torch.nn.utils import spectral_norm, weight_norm

d = nn.Sequential(spectral_norm(nn.Conv2d(3, 8, 4, 2, 1)), nn.LeakyReLU(0.1), spectral_norm(nn.Linear(8, 4)))
y = d[2](d[0](torch.rand(2, 3, 8, 8)).mean((2, 3)))
w = weight_norm(nn.Conv1d(4, 6, 3, padding=2, dilation=2))
z = w(torch.rand(2, 4, 10))[:, :, :-2]
