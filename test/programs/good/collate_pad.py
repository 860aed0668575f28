import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Seqs(Dataset):
    def __init__(self):
        self.items = [torch.rand(n, 4) for n in (3, 5, 2, 6)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i], i % 2


def collate(batch):
    xs, ys = zip(*batch)
    lengths = torch.tensor([len(x) for x in xs])
    return pad_sequence(xs, batch_first=True), lengths, torch.tensor(ys)


gru = nn.GRU(4, 8, batch_first=True)
for x, n, y in DataLoader(Seqs(), batch_size=2, collate_fn=collate):
    out, h = gru(x)
    last = out[torch.arange(x.size(0)), n - 1]
    loss = nn.functional.cross_entropy(nn.Linear(8, 2)(last), y)
