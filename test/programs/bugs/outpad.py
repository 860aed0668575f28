import torch, torch.nn as nn
up = nn.ConvTranspose2d(8, 4, 3, stride=1, padding=1, output_padding=1)
up(torch.randn(1, 8, 5, 5))
