import torch, torch.nn.functional as F
x = torch.randn(1, 3, 2, 2)
y = F.pad(x, (1, 1, 1, 1), mode='reflect')
z = F.pad(y, (4, 4, 4, 4), mode='reflect')
