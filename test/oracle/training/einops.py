"""Patterns of einops, each beside the same in PyTorch's own words: the results come in pairs."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from einops import pack, rearrange, reduce, repeat, unpack
from einops.layers.torch import Rearrange, Reduce


# 2x3x4x6
class Patterns(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = Rearrange('b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=2, p2=3)
        self.pooled = Reduce('b c (h 2) (w 2) -> b c h w', 'max')
        self.token = nn.Parameter(torch.randn(1, 1, 5))

    def forward(self, x):
        b = x.shape[0]
        packed, sizes = pack([x.flatten(2), x[:, :, 0]], 'b c *')
        first, second = unpack(packed, sizes, 'b c *')
        parts = x.reshape(b, 3, 2, 2, 2, 3)
        return (
            rearrange(x, 'b c h w -> b h w c'), x.permute(0, 2, 3, 1),
            rearrange(x, 'b c h w -> b (h w) c'), x.flatten(2).transpose(1, 2),
            rearrange(x, 'b ... -> b (...)'), x.flatten(1),
            rearrange(x, '... (h two) w -> ... two h w', two=2), x.reshape(b, 3, 2, 2, 6).transpose(2, 3),
            rearrange([x, 2 * x], 'n b c h w -> b n c h w'), torch.stack([x, 2 * x], 1),
            self.patches(x), parts.permute(0, 2, 4, 3, 5, 1).reshape(b, 4, 18),
            rearrange(x, 'b c h w -> b c 1 h w 1'), x[:, :, None, :, :, None],
            reduce(x, 'b c h w -> b c', 'mean'), x.mean((2, 3)),
            reduce(x, 'b c h w -> b c () ()', 'sum'), x.sum((2, 3), keepdim=True),
            reduce(x, 'b c (h 2) w -> b w c h', 'min'), x.reshape(b, 3, 2, 2, 6).amin(3).permute(0, 3, 1, 2),
            self.pooled(x), F.max_pool2d(x, 2),
            repeat(self.token, '1 1 d -> b n d', b=b, n=2), self.token.expand(b, 2, 5),
            repeat(x, 'b c h w -> b c (h 2) (w two)', two=2), x.repeat_interleave(2, 2).repeat_interleave(2, 3),
            repeat(x, 'b c h w -> (r b) c h w', r=3), x.repeat(3, 1, 1, 1),
            first, x.flatten(2),
            second, x[:, :, 0],
        )
