import torch, torch.nn as nn
up = nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1)
y = up(torch.randn(1, 8, 5, 5), output_size=(12, 12))
