"""Functions and layers by family, for their values and gradients: the comment above each is its inputs."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Held(nn.Module):
    """A parameter before the function, so that gradients of weights are seen too."""

    def __init__(self, *shape):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(shape))


# 2x3x5 2x3x5
class Binary(nn.Module):
    def forward(self, x, y):
        z = x * y + x / (y + 3) - y
        return torch.maximum(z, x), torch.minimum(x, y) - 2 * z, torch.where(x > y, x * 2, y), (x >= 0) * y, (x == y).float() + x, y.pow(3) + (x.abs() + 1) ** 0.7 + 2 ** x


# 3x4
class Unary(nn.Module):
    def forward(self, x):
        p = x.abs() + 0.5
        return (
            torch.exp(x), torch.log(p), torch.sqrt(p), torch.rsqrt(p), 1 / p, torch.sin(x), torch.cos(x), torch.tanh(x),
            torch.erf(x), torch.sigmoid(x), x.sign() * x, x.floor() + x, x.ceil() + x, (3 * x).round() + x, -x, p.reciprocal(),
            torch.expm1(x), torch.log1p(p), torch.log2(p), x.square(), x.clamp(-0.3, 0.4), x.clamp(min=0.1), torch.tan(x), x.trunc() * x,
        )


# 3x4x2
class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.prelu = nn.PReLU(4)

    def forward(self, x):
        x = 4 * x
        return (
            F.relu(x), F.relu6(2 * x), F.leaky_relu(x, 0.2), F.elu(x, 1.3), F.selu(x), F.celu(x, 1.5), F.gelu(x), F.gelu(x, approximate='tanh'),
            F.silu(x), F.mish(x), F.softplus(x), F.softplus(x, 2, 3), F.logsigmoid(x), F.softsign(x), F.tanhshrink(x), F.hardshrink(x),
            F.softshrink(x), F.hardtanh(x, -2, 1), F.hardsigmoid(x), F.hardswish(x), F.threshold(x, 0.1, 20), F.glu(x, 1), self.prelu(x),
            F.softmax(x, 1), F.log_softmax(x, -1), x.softmax(0),
        )


# 2x4x7x6
class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.plain = nn.Conv2d(4, 6, 3, padding=1)
        self.strided = nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(2, 1), dilation=(1, 2))
        self.grouped = nn.Conv2d(4, 6, 3, groups=2, bias=False, stride=2)
        self.depthwise = nn.Conv2d(4, 4, 3, padding=1, groups=4)
        self.wide = nn.Conv2d(4, 2, 6, padding=3, stride=2)
        self.same = nn.Conv2d(4, 3, 4, padding='same', padding_mode='zeros')
        self.reflect = nn.Conv2d(4, 3, 3, padding=2, padding_mode='reflect')
        self.circular = nn.Conv2d(4, 3, 3, padding=1, padding_mode='circular')
        self.pointwise = nn.Conv2d(4, 5, 1)

    def forward(self, x):
        return (
            self.plain(x), self.strided(x), self.grouped(x), self.depthwise(x), self.wide(x), self.same(x), self.reflect(x), self.circular(x),
            self.pointwise(x),
        )


# 2x4x5x4
class Transposed(nn.Module):
    def __init__(self):
        super().__init__()
        self.twice = nn.ConvTranspose2d(4, 3, 2, stride=2)
        self.odd = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2)
        self.dilated = nn.ConvTranspose2d(4, 2, 3, dilation=2, padding=1, bias=False)

    def forward(self, x):
        return self.twice(x), self.odd(x), self.dilated(x)


# 2x3x9 1x2x5x6x4
class OtherRanks(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Conv1d(3, 4, 3, stride=2, padding=1)
        self.volume = nn.Conv3d(2, 3, (3, 3, 2), padding=1, stride=(1, 2, 1))
        self.up = nn.ConvTranspose1d(4, 2, 4, stride=2, padding=1)

    def forward(self, x, y):
        return self.up(self.line(x)), self.volume(y), F.max_pool1d(x, 2), F.avg_pool3d(y, 2), F.max_pool3d(y, 2, stride=1)


# 2x3x7x8
class Pools(nn.Module):
    def forward(self, x):
        return (
            F.max_pool2d(x, 2), F.max_pool2d(x, 3, 2, 1), F.max_pool2d(x, 3, 2, ceil_mode=True), F.max_pool2d(x, 2, 1, dilation=2),
            F.avg_pool2d(x, 2), F.avg_pool2d(x, 3, 2, 1), F.avg_pool2d(x, 3, 2, 1, ceil_mode=True), F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
            F.avg_pool2d(x, 2, divisor_override=3), F.adaptive_avg_pool2d(x, 1), F.adaptive_avg_pool2d(x, (3, 5)), F.adaptive_avg_pool2d(x, (7, 4)),
            F.adaptive_max_pool2d(x, (1, 4)), F.local_response_norm(x, 3),
        )


# 2x2x6x6
class Ties(nn.Module):
    """Flat areas: PyTorch takes the first of several largest."""

    def forward(self, x):
        y = (2 * x).round() + 0 * x
        return F.max_pool2d(y, 2) * F.max_pool2d(x.roll(1, 2), 2), F.max_pool2d(torch.relu(y), 3, 2) * 2 + F.max_pool2d(x, 3, 2), y.amax(1) * x[:, 0]


# 3x4x5x3
class Norms(nn.Module):
    def __init__(self):
        super().__init__()
        self.batch, self.plain = nn.BatchNorm2d(4), nn.BatchNorm2d(4, affine=False, momentum=0.3, eps=1e-2)
        self.group, self.instance = nn.GroupNorm(2, 4), nn.InstanceNorm2d(4, affine=True)
        self.layer, self.wide = nn.LayerNorm(3), nn.LayerNorm([5, 3], eps=1e-3)

    def forward(self, x):
        return self.batch(x), self.plain(x), self.group(x), self.instance(x), self.layer(x), self.wide(x), F.normalize(x, dim=1), F.normalize(x, p=1, dim=-1)


# 6x4 3x4x6
class BatchNormOfVectors(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.BatchNorm1d(4), nn.BatchNorm1d(4)

    def forward(self, x, y):
        return self.one(x), self.two(y)


# 2x3x4
class Shapes(nn.Module):
    def forward(self, x):
        a, b = x.split([1, 2], 1)
        c, d = x.chunk(2, -1)
        y = torch.zeros(2, 3, 4) + x
        y[:, 1:, ::2] = 2 * x[:, 1:, ::2]
        return (
            x.permute(2, 0, 1), x.flatten(1), x.view(6, 4).t(), x.transpose(0, 2).reshape(4, 6), torch.cat([a, b * 2], 1), torch.stack([c, d], 1),
            x[:, None, 1], x[..., ::2], x[:, 1:, -2:], x.flip(1) * x, x.roll(1, 2), x.repeat(2, 1, 3), x.unsqueeze(1).expand(2, 5, 3, 4),
            x.repeat_interleave(2, 1), F.pad(x, (1, 2)), F.pad(x, (2, 1), mode='reflect'), F.pad(x, (1, 1), mode='replicate'), F.pad(x, (-1, 1, 1, 0), value=0.5),
            y, x.unbind(1)[2], x.narrow(2, 1, 2), x.select(1, 0), x.movedim(0, -1), x.squeeze(0), x.tril(), torch.triu(x, 1), x.swapaxes(0, 1),
        )


# 2x8x3x4
class Shuffles(nn.Module):
    def forward(self, x):
        return F.pixel_shuffle(x, 2), F.pixel_unshuffle(x[:, :, :2], 2), F.channel_shuffle(x.detach(), 4) * x


# 2x3x4
class Reductions(nn.Module):
    def forward(self, x):
        values, places = x.max(1)
        return (
            x.sum(), x.sum(1), x.mean((0, 2)), x.mean(-1, keepdim=True), x.amax(2), x.amin((0, 1)), values, places.float() * values, x.min(dim=2)[0], x.max(),
            x.var(1), x.std((0, 1), unbiased=False), x.norm(), x.norm(p=1, dim=1), x.logsumexp(2), x.prod(1), x.cumsum(1), x.argmax(2).float() * x[..., 0], torch.linalg.vector_norm(x, dim=2),
            x.any(1).float() + x[:, 0], (x > 0).all(2).float() * x[..., 1], F.cosine_similarity(x, x.roll(1, 2), dim=2),
        )


# 2x3x4 2x4x5 3x4
class Products(Held):
    def __init__(self):
        super().__init__(7, 4)
        self.linear = nn.Linear(4, 6)

    def forward(self, x, y, z):
        return (
            x @ y, torch.bmm(x, y), torch.matmul(z, y), z @ z.t(), torch.matmul(x, y[0, :, 0]), F.linear(x, self.weight), self.linear(x), torch.einsum('bij,bjk->bik', x, y),
            torch.einsum('bij,cj->bci', x, z), torch.einsum('...j,cj->...c', x, z), torch.addmm(z @ z.t(), z, z.t(), beta=0.5), torch.outer(z[0], z[1]), torch.dot(z[0], z[2]),
        )


# 2x3x4x5
class Resizes(nn.Module):
    def forward(self, x):
        return (
            F.interpolate(x, scale_factor=2), F.interpolate(x, size=(7, 3)), F.interpolate(x, scale_factor=2, mode='bilinear'), F.interpolate(x, size=(7, 9), mode='bilinear', align_corners=True),
            F.interpolate(x, scale_factor=1.5, mode='bilinear'), F.interpolate(x, size=(3, 8), mode='bicubic'), F.interpolate(x, size=(6, 5), mode='nearest-exact'),
        )


# 2x5:long 2x5
class Tables(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.padded = nn.Embedding(9, 4), nn.Embedding(9, 3, padding_idx=2)

    def forward(self, i, x):
        at = i % 5
        return self.embed(i), self.padded(i), x.gather(1, at), x.index_select(1, at[0]), x[:, at[1]], F.one_hot(i, 9).float() * self.embed(i)[..., :1], x.masked_fill(i > 3, 0.5)


# 2x6x8 2x4x8
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.own = nn.MultiheadAttention(8, 2, batch_first=True)
        self.cross = nn.MultiheadAttention(8, 4, bias=False)

    def forward(self, x, y):
        whole, weights = self.own(x, x, x)
        return whole, weights, self.cross(x.transpose(0, 1), y.transpose(0, 1), y.transpose(0, 1), need_weights=False)[0]


# 3x4x6
class Drops(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.4)

    def forward(self, x):
        return self.drop(x), F.dropout(x, 0.2, self.training), x.detach() * x, x.new_ones(3, 4, 6) * x + torch.arange(6), torch.full((4, 6), 0.5) * x, torch.linspace(0, 1, 6) + torch.eye(6)[0] * x
