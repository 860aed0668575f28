import torch
import torch.nn as nn


class CharRNN(nn.Module):
    def __init__(self, n_chars, hidden=32, n_layers=2):
        super().__init__()
        self.hidden, self.n_layers = hidden, n_layers
        self.gru = nn.GRU(n_chars, hidden, n_layers, batch_first=True)
        self.out = nn.Linear(hidden, n_chars)

    def init_hidden(self, batch_size):
        return torch.zeros(1, batch_size, self.hidden)

    def forward(self, x, h):
        o, h = self.gru(x, h)
        return self.out(o.reshape(-1, self.hidden)), h


net = CharRNN(60)
h = net.init_hidden(8)
o, h = net(torch.rand(8, 25, 60), h)
