import torch
from torch import nn

lstm = nn.LSTM(10, 20, batch_first=True)
h0, c0 = torch.zeros(1, 5, 20), torch.zeros(1, 5, 20)
out, _ = lstm(torch.rand(3, 7, 10), (h0, c0))
