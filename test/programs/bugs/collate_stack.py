import torch
from torch.utils.data import DataLoader, Dataset


class Clips(Dataset):
    lengths = [5, 7, 9, 4]

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return torch.rand(8, 16), torch.rand(3)


def collate(batch):
    xs, ys = zip(*batch)
    return torch.cat(xs, dim=0).view(len(xs), 8, 20), torch.stack(ys)


for x, y in DataLoader(Clips(), batch_size=2, collate_fn=collate):
    print(x.shape)
