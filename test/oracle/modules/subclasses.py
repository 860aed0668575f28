"""Subclasses of layers, attributes changed after construction, the private helpers that user code calls."""
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd
from torch.nn.modules.utils import _pair, _ntuple


class MaskedConv(nn.Conv2d):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.register_buffer('mask', torch.ones(1, 1, *self.kernel_size))

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)


class WSConv(nn.Conv2d):
    def forward(self, x):
        weight = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
        return F.conv2d(x, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class Same(nn.Conv2d):
    def forward(self, x):
        h, w = x.shape[-2:]
        k, s = self.kernel_size[0], self.stride[0]
        pad = max((-(-h // s) - 1) * s + k - h, 0)
        x = F.pad(x, [pad // 2, pad - pad // 2, pad // 2, pad - pad // 2])
        return super().forward(x)


class ConvBNReLU(nn.Sequential):
    def __init__(self, i, o, k=3, s=1, groups=1):
        super().__init__(nn.Conv2d(i, o, k, s, (k - 1) // 2, groups=groups, bias=False), nn.BatchNorm2d(o), nn.ReLU6(inplace=True))
        self.out_channels = o


class FrozenBN(_BatchNorm):
    def _check_input_dim(self, input):
        if input.dim() != 4:
            raise ValueError('four')


class Quantity(nn.Linear):
    def __init__(self, features):
        nn.Linear.__init__(self, features, features * 2)

    def forward(self, x):
        return nn.Linear.forward(self, x) * 2


class Cond(_ConvNd):
    def __init__(self, i, o, k):
        k = _pair(k)
        super().__init__(i, o, k, _pair(1), _pair(0), _pair(1), False, _pair(0), 1, True, 'zeros')

    def forward(self, x):
        return F.conv2d(x, self.weight, self.bias)


x = torch.zeros(2, 4, 9, 9)
masked = MaskedConv(4, 6, 3)(x)
masked_state = MaskedConv(4, 6, 3).state_dict()
ws = WSConv(4, 6, 3, stride=2, padding=1)(x)
same = Same(4, 6, 3, stride=2)(x)
block = ConvBNReLU(4, 8, 3, 2)
block_out = block(x)
block_state = block.state_dict()
frozen = FrozenBN(4)(x)
quantity = Quantity(9)(x)
cond = Cond(4, 5, 3)(x)
pair = _pair(3)
kept = _pair((1, 2))
triple = _ntuple(3)(5)
conv = nn.Conv2d(4, 6, 3, padding=1)
attributes = [conv.kernel_size, conv.stride, conv.padding, conv.dilation, conv.groups, conv.in_channels, conv.out_channels, conv.padding_mode, conv.transposed, conv.output_padding]
twice = conv._reversed_padding_repeated_twice
same_twice = nn.Conv2d(4, 6, (3, 4), padding='same')._reversed_padding_repeated_twice
conv.stride = (2, 2)
strided = conv(x)
conv.padding = (0, 0)
unpadded = conv(x)
conv.weight = nn.Parameter(torch.zeros(7, 4, 3, 3))
conv.bias = None
widened = conv(x)
lin = nn.Linear(9, 3)
lin_attributes = [lin.in_features, lin.out_features, lin.bias]
pool = nn.MaxPool2d(3)
pool_attributes = [pool.kernel_size, pool.stride, pool.padding, pool.dilation, pool.ceil_mode, pool.return_indices]
pool.stride = 1
pooled = pool(x)
bn = nn.BatchNorm2d(4, momentum=0.3, affine=False)
bn_attributes = [bn.num_features, bn.eps, bn.momentum, bn.affine, bn.track_running_stats, bn.weight]
ln = nn.LayerNorm(9)
ln_shape = ln.normalized_shape
drop = nn.Dropout(0.3)
drop_p = drop.p
up = nn.Upsample(scale_factor=2)
up_factor = up.scale_factor
pad = nn.ZeroPad2d(2)
pad_attributes = [pad.padding, pad.value]
isa = [isinstance(conv, _ConvNd), isinstance(bn, _BatchNorm), isinstance(bn, nn.modules.batchnorm._NormBase), isinstance(pool, nn.modules.pooling._MaxPoolNd), isinstance(drop, nn.modules.dropout._DropoutNd), isinstance(nn.ReLU6(), nn.Hardtanh), issubclass(ConvBNReLU, nn.Sequential), isinstance(conv, nn.Module), isinstance(nn.LSTM(1, 1), nn.RNNBase), isinstance(nn.NLLLoss(), nn.modules.loss._WeightedLoss)]
calls = []


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(9, 3)
        self.forward = self.other

    def forward(self, x):
        return x

    def other(self, x):
        return self.fc(x)


net = Net()
other = net(x)
handle = net.fc.register_forward_hook(lambda m, i, o: calls.append(o.shape))
pre = net.fc.register_forward_pre_hook(lambda m, i: (i[0][:1],))
hooked = net(x)
number = len(calls)
handle.remove()
pre.remove()
unhooked = net(x)
number_after = len(calls)
replaced = net.fc.register_forward_hook(lambda m, i, o: o[..., :2])
cut = net(x)
