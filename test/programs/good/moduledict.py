import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.choices = nn.ModuleDict({'conv': nn.Conv2d(10, 10, 3), 'pool': nn.MaxPool2d(3)})
        self.acts = nn.ModuleDict([['lrelu', nn.LeakyReLU()], ['prelu', nn.PReLU()]])
    def forward(self, x, choice, act):
        return self.acts[act](self.choices[choice](x))
n = Net()
for c in ('conv', 'pool'):
    for a in n.acts:
        n(torch.randn(1, 10, 9, 9), c, a)
