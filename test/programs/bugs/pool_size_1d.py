import torch
from torch import nn

model = nn.Sequential(
    nn.Conv1d(1, 16, 15, stride=3), nn.ReLU(), nn.MaxPool1d(4),
    nn.Conv1d(16, 32, 9, stride=2), nn.ReLU(), nn.MaxPool1d(4),
    nn.Flatten(), nn.LazyLinear(5))
ecg = torch.randn(32, 1, 100)
logits = model(ecg)
