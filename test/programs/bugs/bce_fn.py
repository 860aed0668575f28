import torch, torch.nn.functional as F
pred = torch.sigmoid(torch.randn(4, 1, 16, 16))
mask = torch.zeros(4, 16, 16)
F.binary_cross_entropy(pred, mask)
