import torch
from torch import nn


class STGCN(nn.Module):
    def __init__(self, cin, cout, V=5, K=3):
        super().__init__()
        self.K = K
        self.register_buffer('A', torch.rand(K, V, V))
        self.conv = nn.Conv2d(cin, cout * K, 1)
        self.tcn = nn.Conv2d(cout, cout, (9, 1), padding=(4, 0))
        self.bn = nn.BatchNorm1d(cin * V)

    def forward(self, x):
        N, C, T, V, M = x.size()
        x = x.permute(0, 4, 3, 1, 2).contiguous().view(N * M, V * C, T)
        x = self.bn(x)
        x = x.view(N, M, V, C, T).permute(0, 1, 3, 4, 2).contiguous().view(N * M, C, T, V)
        x = self.conv(x)
        n, kc, t, v = x.size()
        x = x.view(n, self.K, kc // self.K, t, v)
        x = torch.einsum('nkctv,kvw->nctw', (x, self.A)).contiguous()
        return self.tcn(x)


y = STGCN(3, 8)(torch.rand(2, 3, 20, 5, 2))
