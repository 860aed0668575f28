import torch
x = torch.randn(4, 5)
idx = torch.zeros(4, 5, 1, dtype=torch.long)
torch.gather(x, 1, idx)
