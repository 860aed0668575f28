import torch
import torch.nn as nn
class Embed(nn.Module):
    def __init__(self, vocab, dim, maxlen):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim)
        self.register_buffer('pe', torch.zeros(1, maxlen, dim))
    def forward(self, ids):
        return self.tok(ids) * 8 + self.pe
e = Embed(100, 64, 128)
ids = torch.zeros(2, 100, dtype=torch.long)
e(ids)
