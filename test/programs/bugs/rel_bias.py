import torch
from torch import nn


class WindowAttention(nn.Module):
    def __init__(self, dim, ws, heads):
        super().__init__()
        self.heads, self.ws = heads, ws
        self.qkv = nn.Linear(dim, 3 * dim)
        self.bias = nn.Parameter(torch.zeros(heads, ws * ws, ws * ws))

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        return ((q @ k.transpose(-1, -2) + self.bias).softmax(-1) @ v).transpose(1, 2).reshape(b, n, c)


WindowAttention(32, 7, 4)(torch.rand(4, 64, 32))
