import torch
import torch.nn.functional as F

x = torch.rand(4, 10)
w = torch.rand(10, 5)
y = F.linear(x, w)
