import torch, torch.nn as nn
enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d_model=128, nhead=8), num_layers=2)
src = torch.rand(10, 32, 64)
enc(src)
