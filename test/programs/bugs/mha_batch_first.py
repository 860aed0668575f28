import torch
from torch import nn

mha = nn.MultiheadAttention(64, 4)
q = torch.rand(8, 20, 64)
kv = torch.rand(8, 30, 64)
out, w = mha(q, kv, kv)
