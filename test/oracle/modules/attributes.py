"""What becomes a parameter, a buffer, a submodule; what state_dict and the walks say."""


class Two(nn.Module):
    def __init__(self):
        super(Two, self).__init__()
        self.register_buffer('early', torch.zeros(2))
        self.a = nn.Linear(3, 3)
        self.b = self.a
        self.scale = nn.Parameter(torch.ones(1))
        self.register_parameter('none', None)
        self.register_buffer('hidden', torch.zeros(4), persistent=False)
        self.register_buffer('absent', None)
        self.plain = torch.zeros(7)
        self.layers = nn.ModuleList()
        for i in range(3):
            self.layers.append(nn.Linear(3, 3, bias=i > 0))
            setattr(self, f'bn{i}', nn.BatchNorm1d(3))
        self.gone = nn.ReLU()
        self.gone = None
        self.early = torch.zeros(5)

    def forward(self, x):
        for i, l in enumerate(self.layers):
            x = getattr(self, f'bn{i}')(l(x))
        return self.b(self.a(x)) * self.scale


t = Two()
y = t(torch.zeros(2, 3))
state = t.state_dict()
params = [n for n, _ in t.named_parameters()]
own = [n for n, _ in t.named_parameters(recurse=False)]
prefixed = [n for n, _ in t.named_parameters(prefix='net', recurse=False)]
buffers = [n for n, _ in t.named_buffers()]
modules = [n for n, _ in t.named_modules()]
children = [n for n, _ in t.named_children()]
kinds = [type(m).__name__ for m in t.modules()]
count = sum(p.numel() for p in t.parameters() if p.requires_grad)
inner = t.get_submodule('layers.1')
weight = t.get_parameter('layers.1.weight')
buffer = t.get_buffer('bn0.running_mean')
has = [hasattr(t, n) for n in ('a', 'early', 'none', 'nothing', 'bn7')]
first = next(t.parameters())
raw = list(t._modules.keys())
touched = [k for k in t.layers._modules]
t.scale = nn.Parameter(torch.ones(6))
t.a = nn.Linear(3, 8)
moved = t.state_dict()
del t.bn2
left = [n for n, _ in t.named_children()]
t.eval()
modes = [m.training for m in t.modules()]
t.train()
again = t.layers[0].training
for p in t.layers.parameters():
    p.requires_grad = False
frozen = [p.requires_grad for p in t.parameters()]
t.requires_grad_(False)
all_frozen = any(p.requires_grad for p in t.parameters())
try:
    t.missing
    raised = False
except AttributeError as e:
    raised = True
    message = str(e)
try:
    t.a = 3
    text = ''
except TypeError as e:
    text = str(e)
try:
    t.register_buffer('plain', torch.zeros(1))
    taken = ''
except KeyError as e:
    taken = str(e)
