import torch, torch.nn as nn
class SelfAttention(nn.Module):
    def __init__(self, embed_size, heads):
        super().__init__()
        self.head_dim = embed_size // heads
        assert self.head_dim * heads == embed_size, "Embedding size needs to be divisible by heads"
        self.v = nn.Linear(self.head_dim, self.head_dim)
SelfAttention(256, 8)
SelfAttention(250, 8)
