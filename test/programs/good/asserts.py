import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self, d=64, heads=8):
        super().__init__()
        assert d % heads == 0, 'bad'
        self.q = nn.Linear(d, d); self.h = heads; self.d = d
    def forward(self, x):
        N, L, E = x.shape
        assert E == self.d, f'{E} != {self.d}'
        q = self.q(x).view(N, L, self.h, E // self.h)
        assert q.shape == torch.Size([N, L, self.h, E // self.h])
        assert not torch.isnan(q).any()
        assert q.is_contiguous()
        assert list(q.shape) == [N, L, self.h, self.d // self.h]
        assert q.numel() == N * L * E, q.numel()
        return q.flatten(2)
n = Net()
out = n(torch.randn(2, 5, 64))
assert out.shape == (2, 5, 64)
assert torch.allclose(out, out)
assert tuple(out.size()) == (2, 5, 64)
assert out.dtype == torch.float32 and out.requires_grad
assert sum(p.numel() for p in n.parameters()) == 64 * 64 + 64
assert out.sum().item() != 12345.0
