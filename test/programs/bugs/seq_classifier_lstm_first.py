import torch
import torch.nn as nn


class SentimentLSTM(nn.Module):
    def __init__(self, vocab=1000, emb=50, hidden=64, layers=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, layers, batch_first=True, bidirectional=True, dropout=0.3)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        emb = self.embedding(x)
        out, (h, c) = self.lstm(emb)
        return torch.sigmoid(self.fc(out[:, -1]))


model = SentimentLSTM()
batch = torch.randint(0, 1000, (16, 40))
pred = model(batch)
