import torch
from torch import nn

up = nn.Upsample(scale_factor=2, mode='linear')
up(torch.rand(1, 3, 8, 8))
