import torch
from torch import nn


class TNet(nn.Module):
    def __init__(self, k=3):
        super().__init__()
        self.k = k
        self.conv = nn.Sequential(nn.Conv1d(k, 16, 1), nn.BatchNorm1d(16), nn.ReLU(), nn.Conv1d(16, 32, 1))
        self.fc = nn.Linear(32, k * k)

    def forward(self, x):
        b = x.size(0)
        x = torch.max(self.conv(x), 2, keepdim=True)[0].view(-1, 32)
        iden = torch.eye(self.k).flatten().view(1, -1).repeat(b, 1)
        return (self.fc(x) + iden).view(-1, self.k, self.k)


class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.t = TNet()
        self.mlp = nn.Sequential(nn.Conv1d(3, 32, 1), nn.ReLU(), nn.Conv1d(32, 64, 1))
        self.seg = nn.Conv1d(128, 4, 1)

    def forward(self, x):
        n = x.size(2)
        x = torch.bmm(x.transpose(2, 1), self.t(x)).transpose(2, 1)
        f = self.mlp(x)
        g = f.max(2, keepdim=True)[0].view(-1, 64, 1).repeat(1, 1, n)
        return self.seg(torch.cat([f, g], 1)).transpose(2, 1).contiguous().view(-1, 4)


PointNet()(torch.rand(2, 3, 50))
