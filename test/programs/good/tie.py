import torch, torch.nn as nn
class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(20, 6)
        self.bias = nn.Parameter(torch.zeros(20))
    def forward(self, x):
        h = torch.relu(self.enc(x))
        return h @ self.enc.weight + self.bias
x = torch.rand(3, 20)
(AE()(x) - x).pow(2).mean().backward()
