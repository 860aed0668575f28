import torch
from torch import nn

mha = nn.MultiheadAttention(16, 2, batch_first=True)
x = torch.rand(3, 9, 16)
pad = torch.zeros(9, 3, dtype=torch.bool)
y, _ = mha(x, x, x, key_padding_mask=pad)
