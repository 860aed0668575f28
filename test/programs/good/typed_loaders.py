from typing import Iterator, List, Tuple

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split


class Points(Dataset):
    def __init__(self, n: int) -> None:
        self.data: List[Tuple[torch.Tensor, int]] = [(torch.rand(3, 64), i % 4) for i in range(n)]

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, i: int) -> Tuple[torch.Tensor, int]:
        return self.data[i]


def batches(loader: DataLoader) -> Iterator[Tuple[torch.Tensor, torch.Tensor]]:
    for x, y in loader:
        yield x.float(), y


train, val = random_split(Points(10), [8, 2])
net = nn.Sequential(nn.Conv1d(3, 8, 1), nn.BatchNorm1d(8), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(8, 4))
for x, y in batches(DataLoader(train, batch_size=4)):
    loss = nn.functional.cross_entropy(net(x), y)
net.eval()
for x, y in batches(DataLoader(val, batch_size=4)):
    acc = (net(x).argmax(1) == y).float().mean()
