import torch
from torch import einsum, nn

class LinAttn(nn.Module):
    def __init__(self, dim, heads=4, dim_head=32):
        super().__init__()
        self.heads = heads
        hidden_dim = dim_head * heads
        self.to_qkv = nn.Conv2d(dim, hidden_dim * 3, 1, bias=False)
        self.to_out = nn.Conv2d(hidden_dim, dim, 1)

    def forward(self, x):
        b, c, h, w = x.shape
        qkv = self.to_qkv(x).chunk(3, dim=1)
        q, k, v = map(lambda t: t.reshape(b, self.heads, -1, h * w), qkv)
        k = k.softmax(dim=-1)
        context = einsum('b h d n, b h e n -> b h d e', k, v)
        out = einsum('b h d e, b h e n -> b h d n', context, q[..., :-1])
        out = einsum('b h d n, b h n -> b h d n', out, v)
        return self.to_out(out.reshape(b, -1, h, w))

LinAttn(64)(torch.randn(1, 64, 16, 16))
