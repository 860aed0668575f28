import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, dim, ratio=2):
        super().__init__()
        hidden = dim / ratio
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, dim)


MLP(64)
