import torch
import torch.nn as nn
class MultiTask(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.heads = nn.ModuleList(nn.Linear(32, s) for s in sizes)
    def forward(self, x):
        return torch.stack([h(x) for h in self.heads], dim=1)
m = MultiTask([5, 5, 4])
out = m(torch.randn(2, 32))
