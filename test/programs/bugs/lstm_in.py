import torch, torch.nn as nn
lstm = nn.LSTM(10, 20, 2)
x = torch.randn(5, 3, 12)
h0 = torch.zeros(2, 3, 20)
out, _ = lstm(x, (h0, h0))
