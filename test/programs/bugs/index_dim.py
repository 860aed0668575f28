import torch
logits = torch.randn(4, 10)
p = torch.softmax(logits, dim=2)
