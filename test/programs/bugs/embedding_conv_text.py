import torch
from torch import nn
import torch.nn.functional as F


class TextCNN(nn.Module):
    def __init__(self, vocab=500, dim=64, widths=(3, 4, 5), n=10):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.convs = nn.ModuleList([nn.Conv2d(1, 16, (k, dim)) for k in widths])
        self.fc = nn.Linear(16, n)

    def forward(self, x):
        x = self.emb(x).unsqueeze(1)
        x = [F.relu(conv(x)).squeeze(3) for conv in self.convs]
        x = [F.max_pool1d(i, i.size(2)).squeeze(2) for i in x]
        return self.fc(torch.cat(x, 1))


TextCNN()(torch.randint(0, 500, (4, 30)))
