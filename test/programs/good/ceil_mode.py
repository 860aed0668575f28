import torch, torch.nn as nn
m = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(8, 8, 3), nn.MaxPool2d(3, 2, padding=1, ceil_mode=True))
x = m(torch.randn(1, 3, 34, 34))
fc = nn.Linear(8 * 4 * 4, 2)
fc(x.flatten(1))
