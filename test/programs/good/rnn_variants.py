import torch, torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
class Net(nn.Module):
    def __init__(self, v=50, e=16, h=32, bi=True, L=2):
        super().__init__()
        self.emb = nn.Embedding(v, e)
        self.rnn = nn.LSTM(e, h, L, bidirectional=bi, batch_first=True)
        self.fc = nn.Linear(h * (2 if bi else 1), 3)
        self.dirs = 2 if bi else 1; self.L = L; self.h = h
    def init_hidden(self, b):
        w = next(self.parameters())
        return w.new_zeros(self.L * self.dirs, b, self.h), w.new_zeros(self.L * self.dirs, b, self.h)
    def forward(self, x, lens):
        e = self.emb(x)
        p = pack_padded_sequence(e, lens, batch_first=True, enforce_sorted=False)
        out, (h, c) = self.rnn(p, self.init_hidden(x.size(0)))
        out, l = pad_packed_sequence(out, batch_first=True)
        h = h.view(self.L, self.dirs, x.size(0), self.h)[-1]
        h = torch.cat([h[0], h[1]], dim=1)
        return self.fc(h), out.max(1)[0]
a, b = Net()(torch.randint(0, 50, (4, 9)), torch.tensor([9, 3, 5, 2]))
seqs = pad_sequence([torch.rand(i + 1, 3) for i in range(4)], batch_first=True)
cell = nn.GRUCell(3, 8)
h = torch.zeros(4, 8)
outs = []
for t in range(seqs.size(1)):
    h = cell(seqs[:, t], h); outs.append(h)
y = torch.stack(outs, 1).view(4, 4, 8)
un = nn.LSTM(3, 5)
o, _ = un(torch.rand(7, 3))
o.view(7, 5)
