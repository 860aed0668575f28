import torch, torch.nn as nn
class Gate(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(2 * c, 4 * c, 3, padding=1)
    def forward(self, x, state):
        h, c = state
        i, f, g = self.conv(torch.cat([x, h], 1)).chunk(4, 1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return c
z = torch.zeros(1, 8, 5, 5)
Gate(8)(z, (z, z))
