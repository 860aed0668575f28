import torch
import torch.nn as nn

class InceptionA(nn.Module):
    def __init__(self, in_channels):
        super().__init__()
        self.b1 = nn.Conv2d(in_channels, 16, 1)
        self.b2 = nn.Sequential(nn.Conv2d(in_channels, 16, 1), nn.Conv2d(16, 24, 5))
        self.b3 = nn.Sequential(nn.Conv2d(in_channels, 16, 1), nn.Conv2d(16, 24, 3, padding=1))
        self.pool = nn.Conv2d(in_channels, 24, 1)

    def forward(self, x):
        branch_pool = nn.functional.avg_pool2d(x, kernel_size=3, stride=1, padding=1)
        outputs = [self.b1(x), self.b2(x), self.b3(x), self.pool(branch_pool)]
        return torch.cat(outputs, dim=1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 10, 5)
        self.incep = InceptionA(10)
        self.fc = nn.LazyLinear(10)
    def forward(self, x):
        x = torch.max_pool2d(self.conv(x).relu(), 2)
        x = self.incep(x)
        return self.fc(x.view(x.size(0), -1))

print(Net()(torch.ones(4, 1, 28, 28)).shape)
