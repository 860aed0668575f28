import torch
from torch import nn


class ConvLSTMCell(nn.Module):
    def __init__(self, cin, hidden, k=3):
        super().__init__()
        self.hidden = hidden
        self.conv = nn.Conv2d(cin + hidden, 4 * hidden, k, padding=k // 2)

    def forward(self, x, state):
        h, c = state
        gates = self.conv(torch.cat([x, h], dim=1))
        i, f, o, g = torch.split(gates, self.hidden, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


cell = ConvLSTMCell(3, 8)
frames = torch.rand(5, 2, 3, 16, 16)
state = (torch.zeros(2, 8, 16, 16), torch.zeros(2, 8, 8, 8))
for frame in frames:
    state = cell(frame, state)
