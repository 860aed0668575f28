import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8 * 15 * 15, 10)
    def forward(self, x):
        x = torch.max_pool2d(self.conv(x), 2)
        x = x.view(-1, 8 * 15 * 15)
        return self.fc(x)
net = Net()
crit = nn.CrossEntropyLoss()
x, y = torch.randn(4, 3, 32, 32), torch.randint(10, (4,))
crit(net(x), y)
out = net(x)
loss = crit(out[:2], y)
