"""Small networks for receptive fields; the comment above each is its input, large enough that no border clips it."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(i, o, k=3, **kwargs):
    return nn.Conv2d(i, o, k, **kwargs)


class Gate(nn.Module):
    """Weighs channels by what global pooling makes of them."""

    def __init__(self, channels):
        super().__init__()
        self.fc = conv(channels, channels, 1)

    def scale(self, x):
        return torch.sigmoid(self.fc(F.adaptive_avg_pool2d(x, 1)))

    def forward(self, x):
        return x * self.scale(x)


class FlatGate(Gate):
    def __init__(self, channels):
        super().__init__(channels)
        self.fc = nn.Linear(channels, channels)

    def scale(self, x):
        b, c = x.shape[:2]
        y = x.mean((2, 3))
        return torch.sigmoid(self.fc(y)).view(b, c, 1, 1).expand_as(x)


# 1x1x64x64
class Chain(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 2, stride=2, padding=1), nn.ReLU(), conv(2, 2, 5, padding=2), conv(2, 1, dilation=3))


# 1x1x64x80
class Unequal(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 2, (3, 7), stride=(2, 1)), conv(2, 1, (1, 5), dilation=(1, 2)))


# 1x1x96x96
class Pools(nn.Sequential):
    def __init__(self):
        super().__init__(
            conv(1, 2), nn.MaxPool2d(2), conv(2, 2), nn.AvgPool2d(3, 2, 1), conv(2, 2), nn.MaxPool2d(3, 1, 1), nn.Conv2d(2, 1, 1)
        )


# 1x1x64x64
class EvenKernels(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 1, 2), conv(1, 1, 4, padding='same'), conv(1, 1, 4, stride=2, padding=1))


# 1x4x64x64
class Depthwise(nn.Sequential):
    def __init__(self):
        super().__init__(conv(4, 4, 5, groups=4, stride=2), conv(4, 8, 1), conv(8, 8, 3, groups=8), nn.BatchNorm2d(8))


# 1x1x64x64
class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.short, self.a, self.b = conv(1, 2, 1, stride=2), conv(1, 2, 3, stride=2, padding=1), conv(2, 2, 5, padding=2)

    def forward(self, x):
        return torch.relu(self.short(x) + self.b(torch.relu(self.a(x))))


# 1x1x64x64
class Paths(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = conv(1, 2, 1), conv(1, 2, 3, padding=1), conv(1, 2, 7, padding=3)
        self.out = conv(6, 1, 3)

    def forward(self, x):
        return self.out(torch.cat([self.a(x), self.b(x), self.c(x)], dim=1))


# 1x1x64x64
class Transposed(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 2, stride=2), nn.ConvTranspose2d(2, 1, 3, stride=2), conv(1, 1))


# 1x1x64x64
class TransposedTwice(nn.Sequential):
    def __init__(self):
        super().__init__(
            conv(1, 2, 3, stride=4), nn.ConvTranspose2d(2, 2, 4, stride=2, padding=1), nn.ConvTranspose2d(2, 1, 2, stride=2)
        )


# 1x1x64x64
class TransposedDilated(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 1), nn.ConvTranspose2d(1, 1, 5, stride=3, dilation=2, padding=2))


# 1x1x128x128
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.d1, self.d2, self.d3 = (conv(i, o, padding=1) for i, o in ((1, 2), (2, 4), (4, 8)))
        self.u2, self.u1 = nn.ConvTranspose2d(8, 4, 2, stride=2), nn.ConvTranspose2d(4, 2, 2, stride=2)
        self.c2, self.c1 = conv(8, 4, padding=1), conv(4, 2, padding=1)

    def forward(self, x):
        a = torch.relu(self.d1(x))
        b = torch.relu(self.d2(F.max_pool2d(a, 2)))
        c = torch.relu(self.d3(F.max_pool2d(b, 2)))
        b = self.c2(torch.cat([b, self.u2(c)], 1))
        return self.c1(torch.cat([a, self.u1(b)], 1))


# 1x1x96x96
class Nearest(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 1, stride=2, padding=1), nn.Upsample(scale_factor=2), conv(1, 1), nn.Upsample(scale_factor=3))


# 1x1x64x64
class Bilinear(nn.Sequential):
    def __init__(self):
        super().__init__(
            conv(1, 1, 3, stride=2, padding=1), nn.Upsample(scale_factor=2, mode='bilinear'), conv(1, 1, padding=1)
        )


# 1x1x64x64
class Corners(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.AvgPool2d(2), nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True), conv(1, 1, padding=1)
        )


# 1x1x64x64
class Bicubic(nn.Sequential):
    def __init__(self):
        super().__init__(nn.AvgPool2d(2), nn.Upsample(size=(48, 64), mode='bicubic'))


# 1x1x60x60
class Adaptive(nn.Sequential):
    def __init__(self):
        super().__init__(conv(1, 1), nn.AdaptiveAvgPool2d(9), conv(1, 1))


# 1x1x64x64
class Area(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = conv(1, 1)

    def forward(self, x):
        return F.interpolate(self.conv(x), size=(20, 31), mode='area')


# 1x2x64x64
class Gated(nn.Sequential):
    def __init__(self):
        super().__init__(conv(2, 2), Gate(2), conv(2, 2), FlatGate(2), nn.ReLU())


# 1x1x64x64
class Pyramid(nn.Module):
    """Atrous branches; the pooled one sees everything."""

    def __init__(self, pooled=False):
        super().__init__()
        self.branches = nn.ModuleList([conv(1, 2, 1), conv(1, 2, padding=6, dilation=6), conv(1, 2, padding=9, dilation=9)])
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), conv(1, 2, 1)) if pooled else None
        self.out = conv(8 if pooled else 6, 1, 1)

    def forward(self, x):
        parts = [branch(x) for branch in self.branches]
        if self.pool is not None:
            parts.append(F.interpolate(self.pool(x), size=x.shape[-2:], mode='bilinear', align_corners=False))
        return self.out(torch.cat(parts, dim=1))


# 1x1x64x64
class PooledPyramid(Pyramid):
    def __init__(self):
        super().__init__(pooled=True)


# 1x1x32x32
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = conv(1, 2, stride=2, padding=1), nn.Linear(2, 3)

    def forward(self, x):
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(self.conv(x), (1, 1)), 1))


# 1x1x16x16
class Flattened(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = conv(1, 2, stride=2, padding=1), nn.Linear(128, 3)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


# 1x3x64x64
class ChannelsLast(nn.Module):
    """Tokens and back, a norm and linear layers over channels, and numbers held by the model."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.fc = conv(3, 8, 4, stride=4), nn.LayerNorm(8), nn.Linear(8, 8)
        self.mix = conv(8, 8, 3, padding=1, groups=8)
        self.register_buffer('scale', torch.full((1, 8, 1, 1), 2.0))

    def forward(self, x):
        x = self.conv(x)
        b, c, h, w = x.shape
        x = self.fc(x.flatten(2).transpose(1, 2)).transpose(1, 2).reshape(b, c, h, w)
        return self.mix(x.permute(0, 2, 3, 1).permute(0, 3, 1, 2)) * self.scale + self.scale


# 1x4x64x64
class Shuffled(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = conv(2, 2, padding=1), conv(16, 16)

    def forward(self, x):
        left, right = x.chunk(2, dim=1)
        x = torch.cat([left, self.a(right)], dim=1)
        b, c, h, w = x.shape
        x = x.view(b, 2, c // 2, h, w).transpose(1, 2).reshape(b, c, h, w)
        return F.pixel_shuffle(self.b(F.pixel_unshuffle(x, 2)[:, :]), 2)


# 1x1x64x64
class Padded(nn.Sequential):
    def __init__(self):
        super().__init__(nn.ZeroPad2d((3, 0, 1, 2)), conv(1, 1, 5), nn.ReflectionPad2d(2), conv(1, 1, stride=2), nn.ZeroPad2d(1))


# 1x1x64
class Sequence(nn.Sequential):
    def __init__(self):
        super().__init__(*(nn.Conv1d(1, 1, 3, dilation=2**i) for i in range(3)), nn.MaxPool1d(3, 2))


# 1x1x16x32x32
class Volume(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv3d(1, 1, (3, 5, 5), stride=(1, 2, 2)), nn.AvgPool3d(2), nn.Conv3d(1, 1, (1, 3, 3)))


# 1x4x32x32
class Measured(nn.Sequential):
    """Norms whose statistics are left out."""

    def __init__(self):
        super().__init__(conv(4, 4), nn.GroupNorm(2, 4), nn.ReLU(), conv(4, 4), nn.InstanceNorm2d(4))


# 1x4x16x16
class Attentive(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = conv(4, 4, 1), conv(4, 4, 1), conv(4, 4, 1)

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = (f(x).flatten(2).transpose(1, 2) for f in (self.q, self.k, self.v))
        y = (q @ k.transpose(1, 2) / 2).softmax(-1) @ v
        return x + y.transpose(1, 2).view(b, c, h, w)
