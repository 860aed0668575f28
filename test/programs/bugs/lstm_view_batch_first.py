import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, vocab=100, dim=16, hidden=32, tags=5):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.lstm = nn.LSTM(dim, hidden, batch_first=True)
        self.out = nn.Linear(hidden, tags)
        self.hidden = hidden

    def forward(self, x):
        out, _ = self.lstm(self.emb(x))
        out = out.view(-1, self.hidden)
        return self.out(out)


Tagger()(torch.randint(0, 100, (4, 12)))
