import torch
from torch import nn
import torch.nn.functional as F

WIDTH = 16
registry = {}


def register(cls):
    registry[cls.__name__] = cls
    return cls


def conv(cin, cout, k=3):
    return nn.Sequential(nn.Conv2d(cin, cout, k, padding=k // 2, bias=False), nn.BatchNorm2d(cout), nn.ReLU())


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a = conv(c, c)
        self.b = conv(c, c, 1)

    def forward(self, x):
        y = self.a(x)
        return x + self.b(y)


class Small(nn.Module):
    def __init__(self, width=WIDTH):
        super().__init__()
        self.stem = conv(3, width)
        self.block = Block(width)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = self.stem(x)
        x = self.block(x)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.head(x)


# convscope: input=[B, 3, 64, 64]
class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv(3, 4 * WIDTH, 5)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(4 * WIDTH * 32 * 32, 7)

    def forward(self, x):
        x = self.pool(self.stem(x))
        return self.fc(torch.flatten(x, 1))


@register
class Plain(nn.Module):
    depth = 2

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(8, 8, 3) for _ in range(self.depth)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        n, c, h, w = x.shape
        return x.view(n, c, h * w)


class Other(Plain):
    depth = 3


def make_small(width=32):
    return Small(width)


def make_any():
    return registry['Plain']()


class Late(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = make_small(8)
        self.out = nn.Linear(10, 2)

    def forward(self, x, mask=None):
        y = self.inner(x)
        if mask is not None:
            y = y * mask
        return self.out(y)


Small.extra = 3
net = Wide()
loose = Late()
net.eval()

if __name__ == '__main__':
    model = make_small()
    print(model(torch.randn(2, 3, 32, 32)).shape)
