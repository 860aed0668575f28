import torch, torch.nn as nn
gru = nn.GRU(4, 8)
out, (h, c) = gru(torch.randn(5, 1, 4))
