import copy, torch, torch.nn as nn
def clones(m, n): return nn.ModuleList([copy.deepcopy(m) for _ in range(n)])
layers = clones(nn.Linear(8, 8), 3)
x = torch.rand(2, 8)
for l in layers: x = l(x)
ema = copy.deepcopy(layers)
for p, q in zip(layers.parameters(), ema.parameters()):
    q.data.mul_(0.9).add_(p.data, alpha=0.1)
layers[0] = nn.Linear(8, 16)
layers[1] = nn.Linear(16, 8)
x = layers[1](layers[0](x))
