import torch
from torch import nn

decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(64, 8), num_layers=2)
memory = torch.rand(10, 4, 32)
tgt = torch.rand(7, 4, 64)
decoder(tgt, memory)
