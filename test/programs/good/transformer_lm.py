import math
import torch
from torch import nn


class PE(nn.Module):
    def __init__(self, d, n=100):
        super().__init__()
        pe = torch.zeros(n, d)
        pos = torch.arange(0, n, dtype=torch.float).unsqueeze(1)
        div = torch.exp(torch.arange(0, d, 2).float() * (-math.log(10000.0) / d))
        pe[:, 0::2] = torch.sin(pos * div)
        pe[:, 1::2] = torch.cos(pos * div)
        self.register_buffer('pe', pe.unsqueeze(0).transpose(0, 1))

    def forward(self, x):
        return x + self.pe[:x.size(0), :]


class LM(nn.Module):
    def __init__(self, ntoken, ninp, nhead, nhid, nlayers):
        super().__init__()
        self.src_mask = None
        self.pe = PE(ninp)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(ninp, nhead, nhid), nlayers)
        self.emb = nn.Embedding(ntoken, ninp)
        self.ninp = ninp
        self.dec = nn.Linear(ninp, ntoken)

    def _mask(self, sz):
        mask = (torch.triu(torch.ones(sz, sz)) == 1).transpose(0, 1)
        return mask.float().masked_fill(mask == 0, float('-inf')).masked_fill(mask == 1, float(0.0))

    def forward(self, src):
        if self.src_mask is None or self.src_mask.size(0) != len(src):
            self.src_mask = self._mask(len(src)).to(src.device)
        x = self.pe(self.emb(src) * math.sqrt(self.ninp))
        return self.dec(self.enc(x, self.src_mask))


lm = LM(50, 16, 2, 32, 2)
data = torch.randint(0, 50, (35, 8))
out = lm(data)
loss = nn.CrossEntropyLoss()(out.view(-1, 50), data.reshape(-1))
lm(data[:20])
