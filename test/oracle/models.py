"""Small models, one for each family of layers; the comment above each is its input."""
import torch
import torch.nn as nn
import torch.nn.functional as F


# 2x3x32x32
class PlainNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2),
        )
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Linear(16 * 8 * 8, 10))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class Residual(nn.Module):
    def __init__(self, channels, activation):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.act = activation

    def forward(self, x):
        out = self.act(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x
        return self.act(out)


# 2x3x32x32
class ResidualNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(Residual(8, nn.ReLU(inplace=True)), Residual(8, nn.ReLU()))
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))


class Gate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, 4, 1)
        self.fc2 = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        scale = F.silu(self.fc1(self.pool(x)), inplace=True)
        return x * torch.sigmoid(self.fc2(scale))


# 2x3x32x32
class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU6(inplace=True),
            nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8), nn.Hardswish(inplace=True),
            nn.Conv2d(8, 16, 1, bias=False), nn.BatchNorm2d(16), nn.SiLU(inplace=True), Gate(16), nn.Hardsigmoid(),
        )

    def forward(self, x):
        return self.layers(x)


# 2x3x32x32
class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)
        self.layers = nn.ModuleList([
            nn.ELU(), nn.LeakyReLU(0.1, inplace=True), nn.GELU(), nn.Mish(inplace=True), nn.Softplus(), nn.PReLU(4),
            nn.Tanh(), nn.SELU(inplace=True), nn.CELU(), nn.Softsign(), nn.LogSigmoid(), nn.Hardtanh(), nn.Softmax(dim=1),
        ])

    def forward(self, x):
        x = self.conv(x)
        for layer in self.layers:
            x = layer(x)
        return x


# 2x3x32x32
class DenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(3 + 4 * i, 4, 3, padding=1) for i in range(3))

    def forward(self, x):
        features = [x]
        for conv in self.convs:
            features.append(F.relu(conv(torch.cat(features, 1))))
        return F.adaptive_avg_pool2d(torch.cat(features, 1), 2)


# 2x3x32x32
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, padding=1)
        self.bottom = nn.Conv2d(8, 16, 3, padding=1)
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.out = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        skip = F.relu(self.down(x))
        x = F.relu(self.bottom(F.max_pool2d(skip, 2)))
        return F.interpolate(self.out(torch.cat([skip, self.up(x)], dim=1)), scale_factor=2, mode='bilinear')


# 2x6x16x16
class Norms(nn.Module):
    def __init__(self):
        super().__init__()
        self.group = nn.GroupNorm(3, 6)
        self.instance = nn.InstanceNorm2d(6, affine=True)
        self.layer = nn.LayerNorm([16, 16])
        self.last = nn.LayerNorm(6)
        self.local = nn.LocalResponseNorm(3)

    def forward(self, x):
        x = self.layer(self.instance(self.group(x)))
        x = self.last(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return F.normalize(self.local(x), dim=1)


# 2x3x32x32
class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 8, stride=8)
        self.token = nn.Parameter(torch.zeros(1, 1, 16))
        self.position = nn.Parameter(torch.zeros(1, 17, 16))
        self.norm = nn.LayerNorm(16)
        self.attention = nn.MultiheadAttention(16, 4, dropout=0.1, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(16, 32), nn.GELU(), nn.Dropout(0.1), nn.Linear(32, 16))

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1) + self.position
        y = self.norm(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return (x + self.mlp(x))[:, 0]


# 2x10x16
class OwnAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(16, 48, bias=False)
        self.out = nn.Linear(16, 16)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, 4, 4).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-2, -1)) * 4 ** -0.5
        x = scores.softmax(dim=-1) @ v
        return self.out(x.transpose(1, 2).reshape(b, n, c))


# 2x10x16
class EinsumAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = nn.Linear(16, 16), nn.Linear(16, 16), nn.Linear(16, 16)

    def forward(self, x):
        q, k, v = (f(x).view(2, 10, 4, 4) for f in (self.q, self.k, self.v))
        scores = torch.einsum('bihd,bjhd->bhij', q, k) / 2
        return torch.einsum('bhij,bjhd->bihd', scores.softmax(-1), v).flatten(2)


# 2x10x16
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, activation='gelu')

    def forward(self, x):
        return self.layer(x)


# 2x8x16x16
class Shuffles(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding='same', groups=2)
        self.up = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(8, 16, 3), nn.PixelShuffle(2), nn.Upsample(scale_factor=2))

    def forward(self, x):
        b, c, h, w = x.shape
        x = self.conv(x).view(b, 2, c // 2, h, w).transpose(1, 2).contiguous().view(b, c, h, w)
        left, right = x.chunk(2, dim=1)
        return self.up(torch.cat([left, F.relu(right)], dim=1))


# 2x4x16
class Sequences(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(4, 8, 3, dilation=2, padding=2)
        self.norm = nn.BatchNorm1d(8)
        self.pool = nn.MaxPool1d(2)
        self.cell = nn.GRUCell(8, 6)

    def forward(self, x):
        x = self.pool(torch.tanh(self.norm(self.conv(x)))).permute(2, 0, 1)
        state = torch.zeros(2, 6)
        for step in x[:3]:
            state = self.cell(step, state)
        return state


# 1x2x8x8x8
class Volumes(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(2, 4, 3, padding=1)
        self.norm = nn.BatchNorm3d(4)
        self.drop = nn.Dropout3d(0.2)
        self.pool = nn.AdaptiveMaxPool3d(2)

    def forward(self, x):
        return self.pool(self.drop(F.leaky_relu(self.norm(self.conv(x)), inplace=True)))


# 2x3x16x16
class Arithmetic(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.scale = nn.Parameter(torch.ones(1, 4, 1, 1))
        self.register_buffer('mean', torch.zeros(1, 3, 1, 1))

    def forward(self, x):
        x = self.conv((x - self.mean) / 2)
        y = x * self.scale + x.pow(2) - x.sqrt().abs() / (1 + x.exp())
        z = torch.where(y > 0, y, -y).clamp(0, 5) ** 2
        top, _ = z.flatten(1).topk(5)
        return top.sum(1) + z.std((1, 2, 3)) + z.max(dim=3)[0].mean((1, 2)) + z.norm()


# 2x3x16x16
class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.ReLU())
        for parameter in self.body.parameters():
            parameter.requires_grad = False
        self.head = nn.Conv2d(4, 2, 1)

    def forward(self, x):
        return self.head(self.body(x))


# 2x6:long
class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 8)
        self.out = nn.Linear(8, 10)

    def forward(self, x):
        return F.log_softmax(self.out(self.embed(x).mean(1)), dim=-1)
