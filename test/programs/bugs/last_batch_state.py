import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

BATCH = 8
loader = DataLoader(TensorDataset(torch.rand(20, 10, 3), torch.rand(20, 1)), batch_size=BATCH)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 6, batch_first=True)
        self.fc = nn.Linear(6, 1)
        self.hidden = torch.zeros(1, BATCH, 6)

    def forward(self, x):
        out, _ = self.rnn(x, self.hidden)
        return self.fc(out[:, -1])


model = Model()
for x, y in loader:
    loss = ((model(x) - y) ** 2).mean()
