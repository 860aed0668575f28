import torch
x = torch.zeros(3, 4)
row = x[3]
