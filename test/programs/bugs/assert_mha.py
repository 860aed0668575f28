import torch.nn as nn
attn = nn.MultiheadAttention(embed_dim=100, num_heads=8)
