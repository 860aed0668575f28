import torch, torch.nn as nn
@torch.jit.script
def fused(x, y):
    return x * torch.sigmoid(y)
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 6, 1)
    def forward(self, x):
        a, b = self.c(x).chunk(2, 1)
        return fused(a, b)
m = torch.jit.trace(M(), torch.rand(1, 3, 4, 4))
y = m(torch.rand(2, 3, 5, 5))
s = torch.jit.script(nn.Linear(3, 2))
s(torch.rand(1, 3))
