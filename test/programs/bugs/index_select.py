import torch
x = torch.zeros(2, 3)
print(x.select(1, 5))
