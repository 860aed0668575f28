import torch
from torch import nn

c3d = nn.Sequential(nn.Conv3d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool3d(2), nn.Conv3d(16, 32, 3, padding=1), nn.MaxPool3d(2),
                    nn.Flatten(), nn.Linear(32 * 4 * 28 * 28, 10))
clip = torch.rand(2, 16, 3, 112, 112)
c3d(clip)
