import torch, torch.nn as nn
rnn = nn.GRU(input_size=8, hidden_size=16, batch_first=True)
x = torch.randn(2, 3, 5, 8)
out, h = rnn(x)
