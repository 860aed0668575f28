import random, torch, torch.nn as nn
class SD(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(4, 4, 3, padding=1)
        self.down = nn.Conv2d(4, 4, 3, 2, 1)
    def forward(self, x):
        if self.training and random.random() < 0.5:
            return x
        y = self.a(x)
        if torch.rand(1).item() > 0.5:
            y = self.down(y)
            y = nn.functional.interpolate(y, x.shape[2:])
        if x.sum() > 0:
            y = y + x
        else:
            y = y - x
        return y
for _ in range(3):
    SD()(torch.randn(1, 4, 8, 8))
n = random.randint(1, 4)
layers = nn.Sequential(*[nn.Linear(8, 8) for _ in range(n)])
layers(torch.rand(2, 8))
size = random.choice([16, 32])
x = torch.rand(1, 3, size, size)
y = nn.AvgPool2d(4)(x)
if size == 16:
    y.view(3, 16)
else:
    y.view(3, 64)
