import torch, torch.nn as nn
class WSBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.gn = nn.GroupNorm(32, c)
blocks = [WSBlock(c) for c in (64, 96, 80)]
