import torch
from torch import nn

layer = nn.TransformerEncoderLayer(d_model=32, nhead=4, batch_first=True)
mask = nn.Transformer.generate_square_subsequent_mask(12)
y = layer(torch.rand(2, 10, 32), src_mask=mask)
