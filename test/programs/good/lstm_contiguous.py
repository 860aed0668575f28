import torch
from torch import nn

rnn = nn.LSTM(4, 6, batch_first=True)
out, _ = rnn(torch.rand(3, 5, 4))
a = out.contiguous().view(-1, 6)
b = out.reshape(-1, 6)
c = out[:, -1].view(3, 2, 3)
plain = nn.LSTM(4, 6)
d = plain(torch.rand(5, 3, 4))[0].view(-1, 6)
one = rnn(torch.rand(1, 5, 4))[0].view(-1, 6)
