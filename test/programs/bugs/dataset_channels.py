import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Faces(Dataset):
    def __init__(self, n=12, size=48):
        self.pixels = torch.rand(n, size, size)
        self.labels = torch.randint(0, 7, (n,))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return self.pixels[idx].unsqueeze(0), self.labels[idx]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(16 * 24 * 24, 7)

    def forward(self, x):
        return self.fc(torch.flatten(self.features(x), 1))


net = Net()
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(2):
    for x, y in DataLoader(Faces(), batch_size=4, shuffle=True):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
