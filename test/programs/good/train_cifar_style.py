import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Synthetic(Dataset):
    def __init__(self, n, transform=None):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        x = torch.rand(3, 32, 32)
        if self.transform:
            x = self.transform(x)
        return x, int(torch.randint(0, 10, (1,)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc2(F.relu(self.fc1(x)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--batch-size', type=int, default=8)
    p.add_argument('--epochs', type=int, default=1)
    args = p.parse_args([])
    loader = DataLoader(Synthetic(20), batch_size=args.batch_size, shuffle=True)
    net = Net()
    opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    total = 0
    for epoch in range(args.epochs):
        running = 0.0
        for i, (x, y) in enumerate(loader):
            opt.zero_grad()
            out = net(x)
            loss = F.cross_entropy(out, y)
            loss.backward()
            opt.step()
            running += loss.item() * x.size(0)
            total += x.size(0)
            acc = (out.argmax(1) == y).float().mean()
        print(epoch, running / len(loader.dataset), acc)
    assert total == 20


if __name__ == '__main__':
    main()
