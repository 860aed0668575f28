import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.rand(10, 3)), batch_size=4)
state = torch.zeros(4, 3)
for i, (x,) in enumerate(loader):
    if x.size(0) != state.size(0):
        break
    state = state + x
for (x,) in loader:
    if len(x) < 4:
        continue
    state += x
it = iter(loader)
first = next(it)[0]
second, = next(it)
assert (first + second).shape == (4, 3)
