import torch
from torch import nn


class Attn(nn.Module):
    def __init__(self, dim=32, h=4):
        super().__init__()
        self.h = h
        self.q = nn.Linear(dim, dim)
        self.kv = nn.Linear(dim, dim // 2)

    def forward(self, x, ctx):
        b, n, _ = x.shape
        q = self.q(x).view(b, n, self.h, -1)
        k, v = self.kv(ctx).view(b, ctx.shape[1], self.h, -1).chunk(2, dim=-1)
        sim = torch.einsum('bihd,bjhd->bhij', q, k)
        return torch.einsum('bhij,bjhd->bihd', sim.softmax(-1), v).reshape(b, n, -1)


Attn()(torch.rand(2, 10, 32), torch.rand(2, 7, 32))
