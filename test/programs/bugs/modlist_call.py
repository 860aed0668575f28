import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4), nn.ReLU()])
    def forward(self, x):
        return self.layers(x)
Net()(torch.zeros(1, 4))
