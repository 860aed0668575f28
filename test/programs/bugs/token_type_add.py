import torch
from torch import nn


class Embeddings(nn.Module):
    def __init__(self, vocab=100, dim=32, max_len=64):
        super().__init__()
        self.word = nn.Embedding(vocab, dim)
        self.pos = nn.Embedding(max_len, dim)
        self.norm = nn.LayerNorm(dim)

    def forward(self, ids):
        positions = torch.arange(ids.size(0))
        return self.norm(self.word(ids) + self.pos(positions))


Embeddings()(torch.randint(0, 100, (4, 20)))
