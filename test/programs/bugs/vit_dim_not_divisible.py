import torch
import torch.nn as nn


class MHSA(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.head_dim = dim // heads
        self.to_qkv = nn.Linear(dim, dim * 3, bias=False)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.to_qkv(x).chunk(3, dim=-1)
        q, k, v = [t.view(b, n, self.heads, self.head_dim).transpose(1, 2) for t in (q, k, v)]
        a = (q @ k.transpose(-2, -1)).softmax(-1)
        return (a @ v).transpose(1, 2).reshape(b, n, d)


MHSA(100, 8)(torch.randn(1, 16, 100))
