import torch
from torch.utils.data import Dataset, DataLoader
class Data(Dataset):
    def __len__(self): return 10
    def __getitem__(self, i):
        return torch.zeros(3, 8, 8), 1, 'name'
ds = Data()
for img, label in (ds[0], ds[1]):
    print(img.shape)
