import torch, torch.nn as nn
acts = {}
def hook(name):
    def fn(m, i, o):
        acts[name] = o.detach()
    return fn
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
net[0].register_forward_hook(hook('conv'))
h = net[2].register_forward_hook(lambda m, i, o: o.flatten(1))
y = net(torch.rand(2, 3, 8, 8))
lin = nn.Linear(8, 3)
z = lin(y)
h.remove()
s = acts['conv'].sum()
