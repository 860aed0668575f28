"""Networks whose channels and batch fill whole blocks: what is computed in another order there. The comment above each is its input."""
import torch
import torch.nn as nn
import torch.nn.functional as F


# 16x32x7x9
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(32, 16, 3, padding=1), nn.Conv2d(16, 32, 3, bias=False)

    def forward(self, x):
        return self.b(torch.relu(self.a(x))).mean((2, 3))


# 16x3x12x12
class Colours(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 16, 7, stride=2, padding=3), nn.Conv2d(16, 16, 3, padding=1)

    def forward(self, x):
        return self.b(F.max_pool2d(torch.relu(self.a(x)), 2)).mean((2, 3))


# 16x16x8x8
class Strides(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(16, 16, 1), nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.c, self.d = nn.Conv2d(16, 32, 1, stride=2), nn.Conv2d(16, 32, 4, stride=2, padding=1)

    def forward(self, x):
        x = self.a(x)
        return (self.b(x) + self.c(x) + self.d(x)).sum((2, 3))


# 16x16x9x9
class Odd(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(16, 16, 3, padding=2, dilation=2), nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.c = nn.Conv2d(32, 16, (1, 5), padding=(0, 2), stride=(1, 2))

    def forward(self, x):
        return self.c(F.silu(self.b(torch.tanh(self.a(x))))).amax((2, 3))


# 16x32x8x8
class Groups(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(32, 64, 3, padding=1, groups=2), nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64)
        self.c, self.d = nn.Conv2d(64, 64, 5, padding=2, groups=64), nn.Conv2d(64, 16, 1, bias=False)

    def forward(self, x):
        return self.d(F.relu6(self.c(F.relu6(self.b(self.a(x)))))).mean((2, 3))


# 16x16x6x6
class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.n = nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32)
        self.b, self.m = nn.Conv2d(32, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32)
        self.short, self.norm = nn.Conv2d(16, 32, 1, bias=False), nn.BatchNorm2d(32)

    def forward(self, x):
        out = self.m(self.b(F.relu(self.n(self.a(x)))))
        out = F.relu(out + self.norm(self.short(x)))
        return F.relu(out + self.b(out)).mean((2, 3))


# 16x16x6x6
class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.down, self.up = nn.Conv2d(16, 32, 3, padding=1), nn.Conv2d(32, 8, 1), nn.Conv2d(8, 32, 1)
        self.scale = nn.Parameter(torch.ones(32, 1, 1))

    def forward(self, x):
        x = F.hardswish(self.a(x))
        gate = torch.sigmoid(self.up(torch.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))
        return F.leaky_relu(1 - x * gate * self.scale / 2 - self.scale).mean((2, 3))


# 16x16x8x8
class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.n = nn.Conv2d(16, 16, 3, padding=1, bias=False), nn.BatchNorm2d(32)
        self.b, self.t = nn.Conv2d(32, 16, 1), nn.ConvTranspose2d(16, 16, 2, stride=2)

    def forward(self, x):
        x = torch.cat([x, self.a(x)], 1)
        x = F.avg_pool2d(self.b(F.relu(self.n(x))), 2)
        left, right = torch.cat([self.t(x), F.max_pool2d(x, 3, 1, 1).repeat(1, 1, 2, 2)], 1).chunk(2, 1)
        return torch.maximum(left, right).mean((2, 3))


# 2x64x4x4
class Few(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.n = nn.Conv2d(64, 128, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(128)
        self.b, self.c = nn.Conv2d(128, 128, 3, padding=1), nn.Conv2d(64, 128, 1, stride=2)
        self.d = nn.Conv2d(128, 256, 2)

    def forward(self, x):
        out = self.b(F.relu(self.n(self.a(x)))) + self.c(x)
        return self.d(torch.relu(out)).flatten(1)


# 1x16x4x4
class One(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.down, self.up = nn.Conv2d(16, 32, 3, padding=1), nn.Conv2d(32, 16, 1), nn.Conv2d(16, 32, 1)

    def forward(self, x):
        x = torch.relu(self.a(x))
        return (x * torch.sigmoid(self.up(torch.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))).mean((2, 3))
