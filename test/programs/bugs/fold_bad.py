import torch, torch.nn as nn
fold = nn.Fold(output_size=(8, 8), kernel_size=2, stride=2)
fold(torch.randn(1, 12, 15))
