from collections import OrderedDict
class Module:
    def __init__(self):
        object.__setattr__(self, '_modules', OrderedDict())
        object.__setattr__(self, '_params', OrderedDict())
        object.__setattr__(self, 'training', True)
    def __setattr__(self, name, value):
        if isinstance(value, Module): self._modules[name] = value
        elif isinstance(value, Param): self._params[name] = value
        else: object.__setattr__(self, name, value)
    def __getattr__(self, name):
        if '_modules' in self.__dict__ and name in self.__dict__['_modules']: return self.__dict__['_modules'][name]
        if '_params' in self.__dict__ and name in self.__dict__['_params']: return self.__dict__['_params'][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
    def __call__(self, *a, **k): return self.forward(*a, **k)
    def add_module(self, n, m): self._modules[n] = m
    def named_modules(self, memo=None, prefix=''):
        if memo is None: memo = set()
        if self not in memo:
            memo.add(self)
            yield prefix, self
            for n, m in self._modules.items():
                if m is None: continue
                sub = prefix + ('.' if prefix else '') + n
                for x in m.named_modules(memo, sub): yield x
    def children(self):
        for n, m in self._modules.items(): yield m
    def apply(self, fn):
        for m in self.children(): m.apply(fn)
        fn(self)
        return self
    def train(self, mode=True):
        self.training = mode
        for m in self.children(): m.train(mode)
        return self
    def eval(self): return self.train(False)
    def params(self): return sum(p.n for _, m in self.named_modules() for p in m._params.values())
class Param:
    def __init__(self, n): self.n = n
class Conv(Module):
    def __init__(self, i, o, k=3, stride=1, padding=0, bias=True):
        super().__init__()
        self.i, self.o, self.k, self.stride, self.padding = i, o, k, stride, padding
        self.weight = Param(i * o * k * k)
        if bias: self.bias = Param(o)
    def forward(self, x):
        b, c, h, w = x
        assert c == self.i, (c, self.i)
        f = lambda s: (s + 2 * self.padding - self.k) // self.stride + 1
        return (b, self.o, f(h), f(w))
class BN(Module):
    def __init__(self, c): super().__init__(); self.weight = Param(c); self.bias = Param(c)
    def forward(self, x): return x
class Sequential(Module):
    def __init__(self, *mods):
        super().__init__()
        if len(mods) == 1 and isinstance(mods[0], OrderedDict):
            for k, m in mods[0].items(): self.add_module(k, m)
        else:
            for i, m in enumerate(mods): self.add_module(str(i), m)
    def __getitem__(self, i):
        if isinstance(i, slice): return Sequential(OrderedDict(list(self._modules.items())[i]))
        return list(self._modules.values())[i]
    def __len__(self): return len(self._modules)
    def __iter__(self): return iter(self._modules.values())
    def forward(self, x):
        for m in self: x = m(x)
        return x
class Identity(Module):
    def forward(self, x): return x
def conv3x3(i, o, stride=1): return Conv(i, o, 3, stride, 1, bias=False)
class Basic(Module):
    expansion = 1
    def __init__(self, inp, planes, stride=1, down=None):
        super().__init__()
        self.conv1 = conv3x3(inp, planes, stride); self.bn1 = BN(planes)
        self.conv2 = conv3x3(planes, planes); self.bn2 = BN(planes)
        self.down = down
    def forward(self, x):
        idt = x
        out = self.bn1(self.conv1(x))
        out = self.bn2(self.conv2(out))
        if self.down is not None: idt = self.down(x)
        assert out == idt
        return out
class Bottle(Basic):
    expansion = 4
    def __init__(self, inp, planes, stride=1, down=None):
        Module.__init__(self)
        self.c1 = Conv(inp, planes, 1, bias=False); self.b1 = BN(planes)
        self.c2 = conv3x3(planes, planes, stride); self.b2 = BN(planes)
        self.c3 = Conv(planes, planes * self.expansion, 1, bias=False); self.b3 = BN(planes * self.expansion)
        self.down = down
    def forward(self, x):
        out = self.b3(self.c3(self.b2(self.c2(self.b1(self.c1(x))))))
        return out if self.down is None else (self.down(x), out)[1]
class ResNet(Module):
    def __init__(self, block, layers, classes=10):
        super().__init__()
        self.inp = 64
        self.conv1 = Conv(3, 64, 7, 2, 3, bias=False); self.bn1 = BN(64)
        for n, (planes, count, stride) in enumerate(zip((64, 128, 256, 512), layers, (1, 2, 2, 2)), 1):
            setattr(self, f'layer{n}', self._make(block, planes, count, stride))
        self.fc = Param(512 * block.expansion * classes + classes)
        for m in self.named_modules(): pass
    def _make(self, block, planes, blocks, stride=1):
        down = None
        if stride != 1 or self.inp != planes * block.expansion:
            down = Sequential(Conv(self.inp, planes * block.expansion, 1, stride, bias=False), BN(planes * block.expansion))
        layers = [block(self.inp, planes, stride, down)]
        self.inp = planes * block.expansion
        layers += [block(self.inp, planes) for _ in range(1, blocks)]
        return Sequential(*layers)
    def forward(self, x):
        x = self.bn1(self.conv1(x))
        outs = []
        for i in range(1, 5):
            x = getattr(self, 'layer%d' % i)(x)
            outs.append(x)
        return outs
net = ResNet(Basic, [2, 2, 2, 2]); r18 = net.params(), net((1, 3, 224, 224))
net = ResNet(Bottle, [3, 4, 6, 3], classes=1000); r50 = net.params(), net((2, 3, 224, 224)), len(list(net.named_modules()))
names = [n for n, _ in net.named_modules()][-5:]
seq = Sequential(OrderedDict([('a', Identity()), ('b', BN(3))]))
s = len(seq), [n for n, _ in seq[1:].named_modules()], seq[0]((1,)), seq.eval().b.training, net.training
cnt = []
net.layer1.apply(lambda m: cnt.append(type(m).__name__))
cnts = len(cnt), cnt[:4], hasattr(net, 'layer9'), hasattr(net, 'layer2')
net = seq = 0
cfg = {'A': [64, 'M', 128, 'M'], 'B': [64, 64, 'M']}
def make(cfg, bn=False):
    layers, c = [], 3
    for v in cfg:
        if v == 'M': layers += ['pool']
        else:
            layers += [('conv', c, v), 'relu'] if not bn else [('conv', c, v), 'bn', 'relu']
            c = v
    return layers
vgg = {k: make(v, k == 'B') for k, v in cfg.items()}
def decode(s):
    out = {}
    for op in s.split('_')[1:]:
        key = op[:-1]; out[key] = int(op[-1:])
    return out
dec = decode('ir_r1_k3_s2_se4')
def make_div(v, d=8, m=None):
    m = m or d
    n = max(m, int(v + d / 2) // d * d)
    if n < 0.9 * v: n += d
    return n
divs = [make_div(x * 0.75) for x in (16, 24, 32, 40, 72, 96, 123)]
reg = {}
def register(name=None):
    def wrap(fn):
        reg[name or fn.__name__] = fn
        return fn
    return wrap
@register()
def model_a(**kw): return ('a', kw)
@register('bb')
def model_b(pretrained=False, **kw): return ('b', pretrained, kw)
built = reg['model_a'](x=1), reg['bb'](True, y=2), sorted(reg)
reg = {}
from functools import partial, wraps, lru_cache
def log(f):
    @wraps(f)
    def inner(*a, **k): return f(*a, **k)
    return inner
@log
def named(x):
    "doc"
    return x
nm = named.__name__, named(3), named.__doc__
norm = partial(dict, eps=1e-3, momentum=0.1)
pn = norm(c=3), norm(eps=1)
norm = 0
