import torch
x = torch.arange(24.)
y = x.reshape(4, 3, -1)
z = y.flatten(1).reshape(-1, 5)
