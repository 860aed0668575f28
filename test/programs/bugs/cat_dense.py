import torch
import torch.nn as nn
class DenseLayer(nn.Module):
    def __init__(self, cin, growth, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(cin, growth, 3, stride=stride, padding=1)
    def forward(self, *feats):
        return self.conv(torch.cat(feats, 1))
class DenseBlock(nn.ModuleDict):
    def __init__(self, n, cin, growth):
        super().__init__()
        for i in range(n):
            self.add_module('layer%d' % (i + 1), DenseLayer(cin + i * growth, growth, 2 if i == 1 else 1))
    def forward(self, x):
        feats = [x]
        for name, layer in self.items():
            feats.append(layer(*feats))
        return torch.cat(feats, 1)
b = DenseBlock(3, 16, 8)
b(torch.randn(1, 16, 14, 14))
