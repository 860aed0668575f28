"""Networks whose input is not said anywhere, of many kinds. record.py finds out in PyTorch which sizes run.

Each class is read by Convscope without any input; SIZES names the axes of its arguments and a size that is to be chosen.
"""
import torch
import torch.nn.functional as F
from torch import nn


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class MnistExample(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = torch.flatten(F.max_pool2d(x, 2), 1)
        return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=1)


class CifarView(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(128 * 4 * 4, 10)

    def forward(self, x):
        x = self.features(x)
        return self.fc(x.view(-1, 128 * 4 * 4))


class BatchView(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 5, stride=2)
        self.fc = nn.Linear(8 * 30 * 30, 5)

    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.fc(x.view(x.size(0), -1))


class WideImage(nn.Module):
    """The flattened size is no square: 16·6·12."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 6 * 12, 4)

    def forward(self, x):
        x = F.max_pool2d(self.conv(x), 4)
        n, c, h, w = x.shape
        return self.fc(x.reshape(n, 16 * 6 * 12))


class Vgg(nn.Module):
    def __init__(self):
        super().__init__()
        layers, c = [], 3
        for v in (8, 'M', 16, 'M', 32, 32, 'M', 64, 64, 'M', 64, 64, 'M'):
            if v == 'M':
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(c, v, 3, padding=1), nn.ReLU(inplace=True)]
                c = v
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(64 * 7 * 7, 64), nn.ReLU(True), nn.Dropout(), nn.Linear(64, 10))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class AlexStem(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2))
        self.fc = nn.Linear(32 * 13 * 13, 10)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


class Discriminator(nn.Module):
    def __init__(self, ndf=8):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 2), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf * 2, ndf * 4, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 4), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf * 4, ndf * 8, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 8), nn.LeakyReLU(0.2),
            nn.Conv2d(ndf * 8, 1, 4, 1, 0, bias=False), nn.Sigmoid())

    def forward(self, x):
        return self.main(x).view(-1, 1).squeeze(1)


class CriticFlat(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 16, 3, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(16, 32, 3, 2, 1), nn.LeakyReLU(0.2),
                                  nn.Conv2d(32, 64, 3, 2, 1), nn.LeakyReLU(0.2))
        self.head = nn.Linear(64 * 4 * 4, 1)

    def forward(self, img):
        out = self.conv(img)
        return self.head(out.view(out.shape[0], -1))


class Generator(nn.Module):
    def __init__(self, nz=32, ngf=8):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(nz, ngf * 4, 4, 1, 0), nn.BatchNorm2d(ngf * 4), nn.ReLU(True),
            nn.ConvTranspose2d(ngf * 4, ngf, 4, 2, 1), nn.ReLU(True), nn.ConvTranspose2d(ngf, 3, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(z)


class TransposedHead(nn.Module):
    """A decoder whose result is flattened: the size goes up before it is determined."""

    def __init__(self):
        super().__init__()
        self.up = nn.Sequential(nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1))
        self.fc = nn.Linear(28 * 28, 10)

    def forward(self, x):
        return self.fc(self.up(x).flatten(1))


class Audio1d(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv1d(1, 8, 9, stride=4), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(8, 16, 5), nn.ReLU(), nn.MaxPool1d(2))
        self.fc = nn.Linear(16 * 30, 4)

    def forward(self, x):
        return self.fc(self.net(x).flatten(1))


class Video3d(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv3d(3, 4, 3, padding=1), nn.MaxPool3d((1, 2, 2)), nn.Conv3d(4, 8, 3, padding=1), nn.MaxPool3d(2))
        self.fc = nn.Linear(8 * 4 * 4 * 4, 5)

    def forward(self, x):
        x = self.net(x)
        return self.fc(x.view(x.size(0), -1))


class CnnLstm(nn.Module):
    """The height is folded into the features of the LSTM; the width is its length and free."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.rnn = nn.LSTM(16 * 8, 32, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        f = self.conv(x)
        b, c, h, w = f.size()
        out, _ = self.rnn(f.permute(0, 3, 1, 2).reshape(b, w, c * h))
        return self.fc(out)


class Vit(nn.Module):
    def __init__(self, size=96, patch=8, dim=32, depth=1):
        super().__init__()
        n = (size // patch) ** 2
        self.proj = nn.Conv2d(3, dim, patch, stride=patch)
        self.cls = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos = nn.Parameter(torch.zeros(1, n + 1, dim))
        self.blocks = nn.Sequential(*[nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True) for _ in range(depth)])
        self.head = nn.Linear(dim, 10)

    def forward(self, x):
        x = self.proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], dim=1) + self.pos
        return self.head(self.blocks(x)[:, 0])


class PatchMixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Conv2d(3, 24, 4, stride=4)
        self.tokens = nn.Linear(64, 64)
        self.head = nn.Linear(24, 10)

    def forward(self, x):
        x = self.proj(x).flatten(2)
        return self.head(self.tokens(x).mean(-1))


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 7 * 7, 32))
        self.dec = nn.Sequential(nn.Linear(32, 16 * 7 * 7), nn.Unflatten(1, (16, 7, 7)), nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1))

    def forward(self, x):
        return self.dec(self.enc(x))


class ResidualAutoEncoder(nn.Module):
    """What comes out is added to what went in."""

    def __init__(self):
        super().__init__()
        self.down1, self.down2 = nn.Conv2d(3, 8, 4, 2, 1), nn.Conv2d(8, 16, 4, 2, 1)
        self.up1, self.up2 = nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ConvTranspose2d(8, 3, 4, 2, 1)

    def forward(self, x):
        y = self.up2(F.relu(self.up1(F.relu(self.down2(F.relu(self.down1(x)))))))
        return x + y


class PixelShuffleNet(nn.Module):
    def __init__(self, r=3):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 5, padding=2), nn.ReLU(), nn.Conv2d(16, 3 * r * r, 3, padding=1), nn.PixelShuffle(r))

    def forward(self, x):
        return self.body(x)


class Unshuffled(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.PixelUnshuffle(4)
        self.conv = nn.Conv2d(48, 16, 3, padding=1)

    def forward(self, x):
        return self.conv(self.down(x))


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 8, 10), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 7), nn.ReLU(), nn.MaxPool2d(2),
                                 nn.Conv2d(16, 16, 4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 4), nn.ReLU())
        self.fc = nn.Linear(32 * 6 * 6, 64)
        self.out = nn.Linear(64, 1)

    def embed(self, x):
        return torch.sigmoid(self.fc(self.cnn(x).flatten(1)))

    def forward(self, a, b):
        return self.out((self.embed(a) - self.embed(b)).abs())


def double(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, depth, width=4):
        super().__init__()
        ws = [width * 2 ** i for i in range(depth + 1)]
        self.first = double(3, width)
        self.downs = nn.ModuleList([double(a, b) for a, b in zip(ws, ws[1:])])
        self.ups = nn.ModuleList([nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in reversed(list(zip(ws, ws[1:])))])
        self.convs = nn.ModuleList([double(2 * a, a) for a in reversed(ws[:-1])])
        self.last = nn.Conv2d(width, 2, 1)

    def forward(self, x):
        skips = [self.first(x)]
        for down in self.downs:
            skips.append(down(F.max_pool2d(skips[-1], 2)))
        x = skips.pop()
        for up, conv in zip(self.ups, self.convs):
            x = conv(torch.cat([skips.pop(), up(x)], 1))
        return self.last(x)


class UNet3(UNet):
    def __init__(self):
        super().__init__(3)


class UNet4(UNet):
    def __init__(self):
        super().__init__(4)


class UNet5(UNet):
    def __init__(self):
        super().__init__(5)


class StridedUNet(nn.Module):
    """Strided convolutions down, bilinear resizing up."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 8, 3, 2, 1), nn.Conv2d(8, 16, 3, 2, 1)
        self.d, self.e = nn.Conv2d(24, 8, 3, padding=1), nn.Conv2d(12, 1, 3, padding=1)

    def forward(self, x):
        a = F.relu(self.a(x))
        b = F.relu(self.b(a))
        c = F.relu(self.c(b))
        d = F.relu(self.d(torch.cat([F.interpolate(c, scale_factor=2, mode='bilinear', align_corners=False), b], 1)))
        return self.e(torch.cat([F.interpolate(d, scale_factor=2, mode='bilinear', align_corners=False), a], 1))


class ChannelsLastMlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, x):
        return self.net(x)


class Dqn(nn.Module):
    def __init__(self, actions=6):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3, 1), nn.ReLU())
        self.fc = nn.Sequential(nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, actions))

    def forward(self, x):
        return self.fc(self.conv(x / 255.0).flatten(start_dim=1))


class TwoBranches(nn.Module):
    """Two ways down that must meet at the same size, and a Linear after them."""

    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.Conv2d(8, 8, 3, stride=2, padding=1))
        self.b = nn.Sequential(nn.MaxPool2d(4), nn.Conv2d(3, 8, 1))
        self.fc = nn.Linear(16 * 8 * 8, 2)

    def forward(self, x):
        return self.fc(torch.cat([self.a(x), self.b(x)], 1).flatten(1))


class GlobalPool(nn.Module):
    """Takes any size from the smallest that its windows fit into."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 7, stride=2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3))
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.net(x).mean((2, 3)))


# Axes by name, with the size that the others keep; '-' an axis that is not looked at.
SIZES = {
    'LeNet': 'B 1 H=32 W=32',
    'MnistExample': 'B 1 H=28 W=28',
    'CifarView': 'B 3 H=32 W=32',  # its view could also merge examples: see KEEPS_BATCH
    'BatchView': 'B 3 H=64 W=64',
    'WideImage': 'B 1 H=32 W=36',
    'Vgg': 'B 3 H=224 W=224',
    'AlexStem': 'B 3 H=224 W=224',
    'Discriminator': 'B 3 H=64 W=64',
    'CriticFlat': 'B 1 H=32 W=32',
    'Generator': 'B 32 H=1 W=1',
    'TransposedHead': 'B 16 H=7 W=7',
    'Audio1d': 'B 1 L=528',
    'Video3d': 'B 3 D=2 H=32 W=32',
    'CnnLstm': 'B 1 H=32 W=32',
    'Vit': 'B 3 H=96 W=96',
    'PatchMixer': 'B 3 H=32 W=32',
    'AutoEncoder': 'B 1 H=28 W=28',
    'ResidualAutoEncoder': 'B 3 H=32 W=32',
    'PixelShuffleNet': 'B 3 H=32 W=32',
    'Unshuffled': 'B 3 H=32 W=32',
    'Siamese': 'B 1 H=112 W=112; B 1 H2=112 W2=112',
    'UNet3': 'B 3 H=64 W=64',
    'UNet4': 'B 3 H=64 W=64',
    'UNet5': 'B 3 H=64 W=64',
    'StridedUNet': 'B 1 H=32 W=32',
    'ChannelsLastMlp': 'B 3 H=32 W=32',
    'Dqn': 'B 4 H=88 W=88',
    'TwoBranches': 'B 3 H=32 W=32',
    'GlobalPool': 'B 3 H=32 W=32',
}

# A size counts only where as many examples come out as went in: the view would take others by merging examples.
KEEPS_BATCH = {'CifarView'}
