import random
import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, vocab, emb, hid):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb + hid, hid)
        self.out = nn.Linear(emb + hid * 2, vocab)

    def forward(self, token, hidden, context):
        e = self.embedding(token.unsqueeze(0))
        o, hidden = self.rnn(torch.cat((e, context), 2), hidden)
        return self.out(torch.cat((e.squeeze(0), hidden.squeeze(0), context.squeeze(0)), 1)), hidden


enc, dec = nn.GRU(6, 8), Decoder(20, 6, 8)
emb = nn.Embedding(30, 6)
src, trg = torch.randint(0, 30, (7, 4)), torch.randint(0, 20, (9, 4))
_, context = enc(emb(src))
outputs = torch.zeros(9, 4, 20)
token, hidden = trg[0, :], context
for t in range(1, 9):
    out, hidden = dec(token, hidden, context)
    outputs[t] = out
    token = trg[t] if random.random() < 0.5 else out.argmax(1)
loss = nn.CrossEntropyLoss(ignore_index=1)(outputs[1:].view(-1, 20), trg[1:].view(-1))
