import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.body(x)


def train(net, loader, epochs=1):
    crit = nn.BCEWithLogitsLoss()
    opt = torch.optim.AdamW(net.parameters())
    for _ in range(epochs):
        for xb, yb in loader:
            loss = crit(net(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()


data = torch.utils.data.TensorDataset(torch.randn(100, 20), torch.randint(0, 2, (100,)).float())
train(Net(), torch.utils.data.DataLoader(data, batch_size=10, shuffle=True))
