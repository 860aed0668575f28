import torch
from torch import nn


def extract(a, t, shape):
    b, *_ = t.shape
    out = a.gather(-1, t)
    return out.reshape(b, *((1,) * (len(shape) - 1)))


class TimeEmb(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, t):
        half = self.dim // 2
        freqs = torch.exp(torch.arange(half) * -(9.2 / (half - 1)))
        ang = t[:, None].float() * freqs[None, :]
        return torch.cat((ang.sin(), ang.cos()), dim=-1)


class Block(nn.Module):
    def __init__(self, i, o, t):
        super().__init__()
        self.conv, self.t = nn.Conv2d(i, o, 3, padding=1), nn.Linear(t, o * 2)
        self.norm = nn.GroupNorm(4, o)
        self.res = nn.Conv2d(i, o, 1) if i != o else nn.Identity()

    def forward(self, x, t):
        scale, shift = self.t(t)[:, :, None, None].chunk(2, dim=1)
        return nn.functional.silu(self.norm(self.conv(x)) * (scale + 1) + shift) + self.res(x)


betas = torch.linspace(1e-4, 0.02, 100)
abar = torch.cumprod(1 - betas, 0)
x0, t = torch.rand(4, 3, 16, 16), torch.randint(0, 100, (4,))
noise = torch.randn_like(x0)
xt = extract(abar, t, x0.shape).sqrt() * x0 + (1 - extract(abar, t, x0.shape)).sqrt() * noise
h = Block(3, 8, 32)(xt, TimeEmb(32)(t))
