import torch
from torch import nn

backbone = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
model = nn.Sequential()
model.add_module('backbone', backbone)
model.add_module('fc', nn.Linear(8, 1000))
for p in model.backbone.parameters():
    p.requires_grad = False
model.fc = nn.Linear(model.fc.in_features, 7)
opt = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=1e-3)
model.backbone[0] = nn.Conv2d(1, 8, 3)
out = model(torch.rand(4, 1, 12, 12))
assert out.shape == (4, 7)
