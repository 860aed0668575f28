import torch
import torch.nn as nn

class SentimentRNN(nn.Module):
    def __init__(self, vocab, emb=64, hidden=128, layers=2, bidirectional=True):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, layers, dropout=0.2, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden, 1)
        self.sig = nn.Sigmoid()

    def forward(self, x):
        out, (h, c) = self.lstm(self.embedding(x))
        out = out[:, -1, :]
        return self.sig(self.fc(out))

net = SentimentRNN(5000)
batch = torch.randint(0, 5000, (8, 40))
pred = net(batch)
