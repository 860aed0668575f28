import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

B = 4
loader = DataLoader(TensorDataset(torch.rand(10, 3)), batch_size=B, drop_last=True)
state = torch.zeros(B, 3)
for (x,) in loader:
    state = state + x
assert len(loader) == 2
