import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(5, 7, num_layers=2, batch_first=True)
        self.fc = nn.Linear(7, 1)

    def forward(self, x):
        h = torch.zeros(2, x.size(0), 7)
        c = torch.zeros(2, x.size(0), 7)
        out, _ = self.rnn(x, (h, c))
        return self.fc(out[:, -1, :])


loader = DataLoader(TensorDataset(torch.rand(10, 6, 5), torch.rand(10, 1)), batch_size=4)
m = Model()
for x, y in loader:
    loss = nn.functional.mse_loss(m(x), y)
