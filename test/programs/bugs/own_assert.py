import torch
from torch import nn


class WindowPartition(nn.Module):
    def __init__(self, ws):
        super().__init__()
        self.ws = ws

    def forward(self, x):
        B, H, W, C = x.shape
        if H % self.ws or W % self.ws:
            raise ValueError(f'{H}x{W} does not divide into windows of {self.ws}')
        x = x.view(B, H // self.ws, self.ws, W // self.ws, self.ws, C)
        return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, self.ws, self.ws, C)


WindowPartition(7)(torch.rand(1, 32, 32, 8))
