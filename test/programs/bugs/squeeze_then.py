import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.bn = nn.BatchNorm1d(8)
    def forward(self, x):
        return self.bn(self.gap(x).squeeze())
net = Net().eval()
net(torch.zeros(1, 8, 4, 4))
