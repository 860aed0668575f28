import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.rand(20, 3, 8, 8), torch.zeros(20), torch.arange(20)), batch_size=4)
for images, labels in loader:
    print(images.shape)
