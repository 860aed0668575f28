import torch
import torch.nn as nn
def head(in_dim, out_dim, hidden=(64, 32), act=nn.ReLU):
    dims = [in_dim, *hidden]
    layers = []
    for a, b in zip(dims[:-1], dims[1:]):
        layers.extend([nn.Linear(a, b), act()])
    layers.append(nn.Linear(dims[-2], out_dim))
    return nn.Sequential(*layers)
net = head(20, 5)
print(net(torch.randn(7, 20)))
