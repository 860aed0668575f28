import torch, torch.nn as nn
class Model(nn.Module):
    def __init__(self, i=28, h=64, l=2):
        super().__init__()
        self.h, self.l = h, l
        self.rnn = nn.LSTM(i, h, l, batch_first=True, bidirectional=True)
    def forward(self, x):
        h0 = torch.zeros(self.l, x.size(0), self.h).to(x.device)
        c0 = torch.zeros(self.l, x.size(0), self.h).to(x.device)
        out, _ = self.rnn(x, (h0, c0))
        return out
m = Model()
m(torch.randn(16, 28, 28))
