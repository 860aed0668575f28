import torch, torch.nn as nn
a = nn.MultiheadAttention(64, 4, batch_first=True)
q = torch.rand(2, 5, 64); k = torch.rand(2, 7, 64); v = torch.rand(2, 6, 64)
a(q, k, v)
